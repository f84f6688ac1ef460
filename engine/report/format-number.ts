import type { AccuracyDrop, Interval, Sqnr } from './report.ts';

/** Numbers as people read them. */

export const formatBytes = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(bytes / 1000 ** power < 10 ? 2 : 1)} ${units[power - 1]}`;
};

export const formatCount = (count: number): string => {
  if (count < 10_000) return String(count);
  const units = ['k', 'M', 'G', 'T'];
  const power = Math.min(units.length, Math.floor(Math.log10(count) / 3));
  return `${(count / 1000 ** power).toFixed(2)} ${units[power - 1]}`;
};

export const formatMs = (ms: number): string => `${ms.toFixed(ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;

export const formatPercent = (fraction: number | undefined): string =>
  fraction === undefined ? '-' : `${(fraction * 100).toFixed(2)} %`;

export const formatRatio = (ratio: number): string => `${ratio.toFixed(2)}x`;

export const formatSqnr = (sqnr: Sqnr): string => (typeof sqnr === 'number' ? `${sqnr.toFixed(1)} dB` : sqnr);

export const formatInterval = (interval: Interval | undefined): string =>
  interval === undefined ? '-' : `${formatPercent(interval.low)} - ${formatPercent(interval.high)}`;

/** '0.25 points, not significant', '1.40 points (p = 0.0003)'; a gain is negative. */
export function formatDrop(drop: AccuracyDrop | undefined): string {
  if (drop === undefined) return '-';
  // Without changed samples there is nothing to test.
  if (drop.lostCount + drop.gainedCount === 0) return '0.00 points';
  const points = `${(100 * drop.fraction).toFixed(2)} points`;
  return drop.isSignificant ? `${points} (p ${formatProbability(drop.pValue)})` : `${points}, not significant`;
}

const formatProbability = (p: number): string => (p < 0.0001 ? '< 0.0001' : `= ${p.toFixed(4)}`);
