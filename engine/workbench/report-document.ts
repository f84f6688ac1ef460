import type { ReportFormat } from '../api/contract.ts';
import type { NotedRun, RunRecord } from '../history/run-record.ts';
import { formatInteger } from '../report/format.ts';
import { renderCsv } from '../report/render-csv.ts';
import { renderHtml } from '../report/render-html.ts';

/** A run as a document for others. */
export function toDocument(run: NotedRun, format: ReportFormat): string {
  switch (format) {
    case 'html':
      return renderHtml(run.report, { facts: toFacts(run), note: run.note });
    case 'csv':
      return renderCsv(run.report);
    case 'json':
      return `${JSON.stringify(run, undefined, 2)}\n`;
  }
}

/** Everything that it takes to repeat the measurement, or to doubt it. */
function toFacts({ model, plan, machine, versions }: RunRecord): readonly (readonly [string, string])[] {
  const { provider, target, disabledRules, enabledRules, keepNodes, skippedFusions } = plan;
  const changes = [
    ...disabledRules.map((rule) => `without ${rule}`),
    ...enabledRules.map((rule) => `with ${rule}`),
    ...(keepNodes.length > 0 ? [`${formatInteger(keepNodes.length)} nodes kept as they are`] : []),
    ...(skippedFusions.length > 0 ? [`${formatInteger(skippedFusions.length)} fusions left out`] : []),
  ];
  return [
    ['Model', model.path === '' ? model.name : model.path],
    ['Size', `${formatInteger(model.sizeBytes)} bytes with external data`],
    ['Fingerprint', model.fingerprint],
    ['Target', target ?? `as suits ${provider}`],
    ['Fusion rules', changes.length === 0 ? 'as they come' : changes.join(', ')],
    ['Processor', `${machine.processor}, ${machine.logicalCpuCount} logical processors, ${machine.platform}`],
    ['Versions', `Lathe ${versions.lathe}, ONNX Runtime ${versions.onnxruntime}, Node.js ${versions.node}`],
  ];
}

/** 'net.onnx' as HTML is 'net.report.html'. */
export const reportFileName = (modelName: string, format: ReportFormat): string =>
  `${modelName.replace(/\.(onnx|caffemodel|prototxt)$/i, '')}.report.${format}`;
