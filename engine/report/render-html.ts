import { toDistributions } from './charts/distribution.ts';
import { layeredKinds, toLayerRows } from './charts/layer-rows.ts';
import { toMemoryBars } from './charts/memory.ts';
import { toRoofline } from './charts/roofline.ts';
import { toScatter } from './charts/scatter.ts';
import { toConditionParts } from './conditions.ts';
import { findFigures } from './figures.ts';
import { accuracyPlot } from './html/accuracy-plot.ts';
import { figuresTable } from './html/figures-table.ts';
import { latencyPlot } from './html/latency-plot.ts';
import { layersPlot } from './html/layers-plot.ts';
import { type Markup, markup } from './html/markup.ts';
import { memoryPlot } from './html/memory-plot.ts';
import { rooflinePlot } from './html/roofline-plot.ts';
import { styles } from './html/styles.ts';
import { balanceInWords } from './layer-profile.ts';
import type { CompareReport, VariantKind } from './report.ts';

/** What a document says beside the figures: who measured, on what, and what was noted. */
export interface ReportContext {
  /** Label and value, in order: versions, machine, rules that were switched. */
  readonly facts: readonly (readonly [string, string])[];
  readonly note?: string;
}

/**
 * A report as one self-contained HTML document: its charts are SVG inside it, it needs no script and loads nothing, and it
 * prints on A4. Names and messages of models are text in it, whatever they contain.
 */
export function renderHtml(report: CompareReport, { facts, note }: ReportContext): string {
  const conditions = toConditionParts(report.conditions).join(' · ');
  const document = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="Lathe">
<title>${report.model}: comparison</title>
<style>${styles}</style>
</head>
<body>
<header><h1>${report.model}</h1><p class="quiet">Comparison of ${report.variants.length} variants, measured by Lathe.</p></header>
<main>
${note === undefined || note === '' ? undefined : markup`<h2>Note</h2><p>${note}</p>`}
<h2>Figures</h2>
${figuresTable(report)}
<p class="conditions">${conditions}</p>
<div class="plots">${plotsOf(report)}</div>
<h2>How it was measured</h2>
<dl>${facts.map(([label, value]) => markup`<dt>${label}</dt><dd>${value}</dd>`)}</dl>
</main>
</body>
</html>
`;
  return document.text;
}

function plotsOf(report: CompareReport): readonly Markup[] {
  const scatter = toScatter(report);
  const distributions = toDistributions(report, 96);
  const bars = toMemoryBars(report);
  const about =
    scatter.measure === 'top-1'
      ? 'Top-1 on labelled data against median latency; bars are 95 % confidence. Upper left is better; the line joins what nothing else beats in both.'
      : 'Agreement with the original, which is not accuracy. Upper left is better.';
  return [
    ...(scatter.points.length === 0 ? [] : [plot('Accuracy against latency', about, accuracyPlot(scatter))]),
    ...(distributions === undefined
      ? []
      : [
          plot(
            'Latency of single runs',
            'Each strip is one variant, scaled to its own peak. Solid line p50, dashed line p99.',
            latencyPlot(distributions),
          ),
        ]),
    ...(bars.length === 0
      ? []
      : [
          plot(
            'Memory',
            'Peak of the process that ran it: hatched what it takes without a model, solid what the model adds. Outlined: the file.',
            memoryPlot(bars),
          ),
        ]),
    ...layerPlotsOf(report),
  ];
}

const shownLayers = 15;

/** Time by layer of the original and of the fastest variant that was profiled, and both under the roof. */
function layerPlotsOf(report: CompareReport): readonly Markup[] {
  const layered = layeredKinds(report);
  const speedOf = (kind: VariantKind) => findFigures(report, kind)?.speedup ?? 0;
  const others = layered.filter((kind) => kind !== 'original').toSorted((a, b) => speedOf(b) - speedOf(a));
  const kinds = [...layered.filter((kind) => kind === 'original'), ...others.slice(0, 1)];
  if (kinds.length === 0) return [];
  const rows = toLayerRows(report, kinds);
  const labelOf = (kind: VariantKind) => report.variants.find((each) => each.kind === kind)?.label ?? kind;
  const balances = kinds.flatMap((kind) => {
    const figures = findFigures(report, kind);
    return figures?.layers ? [`${labelOf(kind)}: ${balanceInWords(figures.layers, figures.latencyMs.p50)}.`] : [];
  });
  const shown = rows.length > shownLayers ? `The ${shownLayers} dearest of ${rows.length} layers` : 'Every layer';
  const roofline = toRoofline(report, kinds);
  return [
    plot(
      'Time by layer',
      `${shown}, by ONNX Runtime’s own profile. ${balances.join(' ')}`,
      layersPlot({ rows: rows.slice(0, shownLayers), kinds, labelOf }),
    ),
    ...(roofline
      ? [
          plot(
            'Roofline',
            'Each mark is a layer, the larger the more of the time it takes; lines are this machine’s own peaks through ONNX Runtime. Bytes are the inputs, weights and outputs of a layer, each once.',
            rooflinePlot(roofline),
          ),
        ]
      : []),
  ];
}

const plot = (title: string, about: string, drawing: Markup): Markup =>
  markup`<section><h2>${title}</h2><p class="quiet">${about}</p>${drawing}</section>`;
