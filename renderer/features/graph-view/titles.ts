import type { ComparedGraphs } from '../../../engine/view/graph-view.ts';
import { formatInteger } from '../../text/format.ts';
import { targetLabels } from '../../text/labels.ts';
import type { PaneName } from './selection.ts';

const labelByTarget = new Map(Object.entries(targetLabels).map(([target, { label }]) => [target, label]));

export function toTargetLabel(target: string): string {
  return labelByTarget.get(target) ?? target;
}

export function toPaneTitles({ layers }: ComparedGraphs): Readonly<Record<PaneName, string>> {
  return {
    before: `Original: ${toLayerCount(layers.before)}`,
    after: `Fused: ${toLayerCount(layers.after)}`,
  };
}

export const toLayerCount = (count: number) => `${formatInteger(count)} ${count === 1 ? 'layer' : 'layers'}`;
