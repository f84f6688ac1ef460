import type { BoxView, GraphView } from '../../../engine/view/graph-view.ts';
import type { Scene } from './scene.ts';

export interface OperatorCount {
  readonly opType: string;
  /** Boxes that stand for one or more of it. */
  readonly count: number;
}

/** The operators of a box: those of its members, or its own. */
const operatorsOf = ({ title, members }: BoxView): readonly string[] =>
  members === undefined ? [title] : [...new Set(members.map(({ opType }) => opType))];

const isOperator = ({ category }: BoxView) => category !== 'input' && category !== 'output';

/** What a filter can choose among, most frequent first. */
export function countOperators({ boxes }: GraphView): readonly OperatorCount[] {
  const counts = new Map<string, number>();
  for (const box of boxes) {
    if (!isOperator(box)) continue;
    for (const opType of operatorsOf(box)) counts.set(opType, (counts.get(opType) ?? 0) + 1);
  }
  return [...counts]
    .map(([opType, count]) => ({ opType, count }))
    .sort((a, b) => b.count - a.count || (a.opType < b.opType ? -1 : 1));
}

/** Boxes of a drawing that stand for any of these operators, or contain such boxes; undefined, for all, where none is chosen. */
export function keptBoxes(scene: Scene | undefined, chosen: ReadonlySet<string>): ReadonlySet<number> | undefined {
  if (scene === undefined || chosen.size === 0) return undefined;
  const kept = new Set<number>();
  for (const box of scene.graph.source.boxes) {
    if (!isOperator(box) || !operatorsOf(box).some((opType) => chosen.has(opType))) continue;
    const own = scene.indexById.get(box.id);
    if (own !== undefined) kept.add(own);
    else for (const origin of box.origins) for (const index of scene.boxesByOrigin.get(origin) ?? []) kept.add(index);
  }
  return kept;
}
