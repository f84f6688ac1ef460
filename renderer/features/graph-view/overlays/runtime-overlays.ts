import type { ConfirmationReport, LayerConfirmation } from '../../../../engine/report/confirmation.ts';
import type { BoxView, GraphView } from '../../../../engine/view/graph-view.ts';
import { formatMs, formatPercent } from '../../../text/format.ts';
import type { PaneName } from '../selection.ts';
import type { Overlay, OverlayClass, OverlayColor } from './overlay.ts';

/** What the runtime itself told of the planned layers: their verdicts, times and providers. */
export function runtimeOverlays(report: ConfirmationReport, after: GraphView): readonly Overlay[] {
  const layers = new LayersByBox(report, after);
  const conditions = `ONNX Runtime ${report.onnxruntimeVersion}, ${report.provider}`;
  const timed = report.layers.some(({ runtimeNodes }) =>
    runtimeNodes.some(({ durationMs }) => durationMs !== undefined),
  );
  return [confirmedOverlay(layers, conditions), ...(timed ? timeOverlays(layers, conditions) : [])];
}

/** Finds the layers that a box of either pane stands for: itself, those of its origins, those inside a part. */
class LayersByBox {
  readonly layers: readonly LayerConfirmation[];
  readonly #byBox: ReadonlyMap<string, LayerConfirmation>;
  readonly #byOrigin = new Map<number, LayerConfirmation>();

  constructor({ layers }: ConfirmationReport, after: GraphView) {
    this.layers = layers;
    this.#byBox = new Map(layers.map((layer) => [layer.box, layer]));
    for (const { id, origins } of after.boxes) {
      const layer = this.#byBox.get(id);
      if (layer !== undefined) for (const origin of origins) this.#byOrigin.set(origin, layer);
    }
  }

  find({ id, origins }: BoxView, pane: PaneName): readonly LayerConfirmation[] {
    const own = pane === 'after' ? this.#byBox.get(id) : undefined;
    if (own !== undefined) return [own];
    return [...new Set(origins.flatMap((origin) => this.#byOrigin.get(origin) ?? []))];
  }
}

const verdicts: readonly OverlayClass[] = [
  { name: 'confirmed', label: 'confirmed', color: '--overlay-c' },
  { name: 'split', label: 'split', color: '--overlay-b' },
  { name: 'fused', label: 'fused differently', color: '--overlay-a' },
  { name: 'removed', label: 'nothing left', color: '--overlay-none' },
  { name: 'mixed', label: 'several kinds', color: '--overlay-e' },
];

function confirmedOverlay(layers: LayersByBox, conditions: string): Overlay {
  return {
    name: 'confirmed',
    label: 'Confirmed by the runtime',
    source: `Each planned layer held against the graph that the runtime executes (${conditions}).`,
    legend: { kind: 'classes', classes: verdicts },
    valueOf: (box, pane) => oneClass(layers.find(box, pane).map(({ verdict }) => verdict)),
  };
}

function timeOverlays(layers: LayersByBox, conditions: string): readonly Overlay[] {
  const totalMs = timeOf(layers.layers) ?? 0;
  const source = `Median of a few profiled runs of each node on random inputs (${conditions}). An original node shows the layer that it runs in.`;
  const providers = [...new Set(layers.layers.flatMap(providersOf))].sort();
  const colors: readonly OverlayColor[] = ['--overlay-a', '--overlay-b', '--overlay-c', '--overlay-d', '--overlay-f'];
  return [
    {
      name: 'time',
      label: 'Time',
      source,
      legend: { kind: 'amount', unit: '', format: formatMs },
      valueOf: (box, pane) => toAmount(timeOf(layers.find(box, pane)), formatMs),
    },
    {
      name: 'share',
      label: 'Share of time',
      source: `${source} Shares are of the sum over all layers.`,
      legend: { kind: 'amount', unit: '', format: toShare },
      valueOf: (box, pane) => {
        const time = timeOf(layers.find(box, pane));
        return toAmount(time === undefined || totalMs === 0 ? undefined : time / totalMs, toShare);
      },
    },
    {
      name: 'provider',
      label: 'Provider',
      source: `Who executed each node (${conditions}).`,
      legend: {
        kind: 'classes',
        classes: [
          ...providers.map((name, index) => ({ name, label: name, color: colors[index] ?? '--overlay-none' }) as const),
          { name: 'mixed', label: 'several', color: '--overlay-e' },
        ],
      },
      valueOf: (box, pane) => oneClass(layers.find(box, pane).flatMap(providersOf)),
    },
  ];
}

const toShare = (share: number) => formatPercent(share, 1);

const providersOf = ({ runtimeNodes }: LayerConfirmation): readonly string[] =>
  runtimeNodes.flatMap(({ provider }) => provider?.replace('ExecutionProvider', '') ?? []);

const toAmount = (amount: number | undefined, format: (amount: number) => string) =>
  amount === undefined ? undefined : ({ kind: 'amount', amount, text: format(amount) } as const);

/** Time of the runtime's nodes, each once; undefined where none was timed. */
function timeOf(layers: readonly LayerConfirmation[]): number | undefined {
  const nodes = new Map(layers.flatMap(({ runtimeNodes }) => runtimeNodes.map((node) => [node.name, node.durationMs])));
  const times = [...nodes.values()].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : times.reduce((sum, time) => sum + time, 0);
}

function oneClass(names: readonly string[]) {
  const [first, ...others] = new Set(names);
  return first === undefined ? undefined : ({ kind: 'class', name: others.length === 0 ? first : 'mixed' } as const);
}
