import type { Speedup } from '../benchmark/speedup.ts';
import type { TuneCandidate } from '../report/tune-report.ts';

/** '1.42x (1.38 to 1.45)' */
export function ratioWords({ ratio, interval }: Speedup): string {
  const range = interval ? ` (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})` : '';
  return `${ratio.toFixed(2)}x${range}`;
}

/** What a measured ratio says against a plan. */
export function comparedWords(speedup: Speedup, other: string): string {
  const words = ratioWords(speedup);
  if (!speedup.interval) return `${words} the speed of ${other}, in too few rounds to tell from noise.`;
  if (!speedup.isConclusive) return `${words} the speed of ${other}: no difference beyond noise.`;
  return speedup.ratio < 1
    ? `${words} the speed of ${other}: slower.`
    : `${words} the speed of ${other}: too little gain.`;
}

/** What sentences call a plan. */
export const numbered = ({ id }: Pick<TuneCandidate, 'id'>): string => `plan ${id}`;

/** Why a plan is not the answer that became part of a faster one. */
export const partOf = (other: Pick<TuneCandidate, 'id'>): string => `Part of ${numbered(other)}, which is faster.`;
