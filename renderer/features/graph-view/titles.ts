import type { ComparedGraphs, OriginalGraph } from '../../../engine/view/graph-view.ts';
import { formatInteger } from '../../text/format.ts';
import { targetLabels } from '../../text/labels.ts';
import type { PaneName } from './selection.ts';

const labelByTarget = new Map(Object.entries(targetLabels).map(([target, { label }]) => [target, label]));

export function toTargetLabel(target: string): string {
  return labelByTarget.get(target) ?? target;
}

/** Without a count for the fused graph while it is being made. */
export function toPaneTitles(
  { layerCount }: OriginalGraph,
  graphs: ComparedGraphs | undefined,
): Readonly<Record<PaneName, string>> {
  return {
    before: `Original: ${toLayerCount(layerCount)}`,
    after: graphs === undefined ? 'Fused' : `Fused: ${toLayerCount(graphs.layers.after)}`,
  };
}

export const toLayerCount = (count: number) => `${formatInteger(count)} ${count === 1 ? 'layer' : 'layers'}`;
