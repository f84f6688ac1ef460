import type { ComparedGraphs, OriginalGraph } from '../../../engine/view/graph-view.ts';
import type { ShownStage } from '../../stores/graph-store.ts';
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
  stage: ShownStage | undefined,
  isDifference: boolean,
): Readonly<Record<PaneName, string>> {
  const before = `Original: ${toLayerCount(layerCount)}`;
  if (graphs === undefined) return { before, after: 'Fused' };
  const fused = toLayerCount(graphs.layers.after);
  return {
    before: isDifference ? `Difference: ${toLayerCount(layerCount)} to ${fused}` : before,
    after: stage === undefined ? `Fused: ${fused}` : `${stageTitles[stage.name]}: ${toLayerCount(stage.count)}`,
  };
}

const stageTitles: Readonly<Record<ShownStage['name'], string>> = {
  original: 'As imported',
  simplify: 'After simplify',
  vertical: 'After vertical',
  horizontal: 'After horizontal',
  concat: 'After concat',
};

export const toLayerCount = (count: number) => `${formatInteger(count)} ${count === 1 ? 'layer' : 'layers'}`;
