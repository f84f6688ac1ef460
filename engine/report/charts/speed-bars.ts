import { findExcess } from '../../tuner/accuracy-budget.ts';
import type { Interval } from '../report.ts';
import { listedName, type TuneReport } from '../tune-report.ts';

export interface SpeedBar {
  readonly id: string;
  readonly name: string;
  readonly speedup: number;
  readonly interval?: Interval;
  readonly isBest: boolean;
  /** Its accuracy was judged and keeps to the budget. */
  readonly isWithin: boolean;
}

/** Bars beyond so many are too many to read; the answer and the input plan are always among them. */
const shownCount = 14;

/** What was measured, the fastest first. */
export function toSpeedBars({ candidates, best, budget }: TuneReport): readonly SpeedBar[] {
  const original = candidates[0]?.accuracy;
  const bars = candidates.flatMap((candidate): SpeedBar[] => {
    const { id, speed, accuracy } = candidate;
    if (speed === undefined) return [];
    const { speedup, speedupInterval } = speed;
    return [
      {
        id,
        name: listedName(candidate),
        speedup,
        ...(speedupInterval && { interval: speedupInterval }),
        isBest: id === best,
        isWithin: accuracy !== undefined && findExcess(accuracy, original, budget) === undefined,
      },
    ];
  });
  const input = candidates[0]?.id;
  const sorted = bars.toSorted((a, b) => b.speedup - a.speedup);
  return sorted.filter(({ id, isBest }, index) => index < shownCount || isBest || id === input);
}
