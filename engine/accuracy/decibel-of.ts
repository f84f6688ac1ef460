import type { Sqnr } from '../report/report.ts';

/** For the order: an overflow is worse than any noise, no noise better. */
export const decibelOf = (sqnr: Sqnr): number =>
  sqnr === 'identical' ? Number.POSITIVE_INFINITY : sqnr === 'overflow' ? Number.NEGATIVE_INFINITY : sqnr;
