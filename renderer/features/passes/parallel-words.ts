import type { BranchesView, LaneView } from '../../../engine/view/parallel-view.ts';
import { formatInteger } from '../../text/format.ts';

/** 'between /maxpool2 and /inception3a/Concat' */
export function toPlaceWords({ from, to }: BranchesView): string {
  if (from === undefined) return to === undefined ? 'from the inputs to the outputs' : `from the inputs to ${to}`;
  return to === undefined ? `after ${from}, to the outputs` : `between ${from} and ${to}`;
}

const SHOWN = 6;

/** 'Conv → Relu → Conv → Relu', long lanes by their most frequent operators. */
export function toLaneWords({ opTypes }: LaneView): string {
  if (opTypes.length <= SHOWN) return opTypes.join(' → ');
  const counts = new Map<string, number>();
  for (const opType of opTypes) counts.set(opType, (counts.get(opType) ?? 0) + 1);
  const frequent = [...counts].sort(([, a], [, b]) => b - a).slice(0, 3);
  const words = frequent.map(([opType, count]) => `${formatInteger(count)} ${opType}`).join(', ');
  return counts.size > frequent.length ? `${words} and others` : words;
}
