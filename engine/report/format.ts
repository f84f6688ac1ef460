import type { Sqnr } from './report.ts';

/**
 * Numbers as people read them: one place for digits, units and minus signs, so that every panel agrees.
 * All figures are meant for tabular numerals. What is not a number reads as an en dash.
 */

const missing = '–';
const thinSpace = '\u202f';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Three significant digits, never in exponents: 0.0421, 2.41, 24.1, 241, 2,410. */
export function formatSignificant(value: number): string {
  if (!Number.isFinite(value)) return missing;
  if (value === 0) return '0';
  const magnitude = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3)))));
  return magnitude >= 2 ? grouped.format(value) : withMinus(value.toFixed(Math.min(6, 2 - magnitude)));
}

export const formatMs = (ms: number) => `${formatSignificant(ms)}${thinSpace}ms`;

export const formatInteger = (value: number) => (Number.isFinite(value) ? grouped.format(value) : missing);

/** Decimal units as file managers and data sheets use them: 1 MB is 1,000,000 bytes. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return missing;
  if (bytes < 1000) return `${bytes}${thinSpace}B`;
  return scaled(bytes, ['kB', 'MB', 'GB', 'TB']);
}

/** Parameters, MACs: 318 k, 27.8 M, 4.09 G. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return missing;
  return count < 1000 ? formatInteger(count) : scaled(count, ['k', 'M', 'G', 'T']);
}

function scaled(value: number, units: readonly string[]): string {
  let rest = value / 1000;
  let index = 0;
  while (Number(rest.toPrecision(3)) >= 1000 && index < units.length - 1) {
    rest /= 1000;
    index += 1;
  }
  return `${formatSignificant(rest)}${thinSpace}${units[index] ?? ''}`;
}

/** A fraction as a percentage: 0.9475 with two digits reads 94.75 %. */
export const formatPercent = (fraction: number, digits = 1) =>
  Number.isFinite(fraction) ? `${formatHundredths(fraction, digits)}${thinSpace}%` : missing;

/** The same without its unit, for columns that have it in their head. */
export const formatHundredths = (fraction: number, digits = 1) =>
  Number.isFinite(fraction) ? withMinus((fraction * 100).toFixed(digits)) : missing;

/** A difference of two fractions in percentage points: −0.40 pt, +0.10 pt, ±0 pt. */
export function formatPoints(difference: number): string {
  if (!Number.isFinite(difference)) return missing;
  const text = Math.abs(difference * 100).toFixed(2);
  const sign = Number(text) === 0 ? '±' : difference < 0 ? '−' : '+';
  return `${sign}${Number(text) === 0 ? '0' : text}${thinSpace}pt`;
}

/** Signal to noise in dB, without the unit; in words where there is no such number. */
export const formatSqnr = (sqnrDb: Sqnr) => (typeof sqnrDb === 'number' ? withMinus(sqnrDb.toFixed(1)) : sqnrDb);

/** Four to six digits, enough to tell good from perfect: 0.9700, 0.99910, >0.999999, 1. */
export function formatCosine(cosine: number): string {
  if (!Number.isFinite(cosine)) return missing;
  if (cosine >= 1) return '1';
  const distance = 1 - cosine;
  if (distance < 5e-7) return '>0.999999';
  const digits = Math.min(6, Math.max(4, 1 - Math.floor(Math.log10(distance))));
  return withMinus(cosine.toFixed(digits));
}

/** Time left, rounded to what can be believed: 'under 1 s', '12 s', '3 min 20 s', '1 h 05 min'. */
export function formatRemaining(ms: number): string {
  if (!Number.isFinite(ms)) return missing;
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return 'under 1 s';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

export interface RatioWords {
  readonly better: string;
  readonly worse: string;
}

export interface FormattedRatio {
  readonly text: string;
  readonly tone: 'better' | 'worse' | 'same';
}

/** A gain over the original, always as a number of at least 1: 1.3 reads '1.30× faster', 0.8 reads '1.25× slower'. */
export function formatRatio(gain: number, words: RatioWords): FormattedRatio {
  if (!Number.isFinite(gain) || gain <= 0) return { text: missing, tone: 'same' };
  if (gain > 0.995 && gain < 1.005) return { text: 'same', tone: 'same' };
  const times = gain >= 1 ? gain : 1 / gain;
  const text = times >= 100 ? times.toFixed(0) : times >= 10 ? times.toFixed(1) : times.toFixed(2);
  return gain >= 1
    ? { text: `${text}× ${words.better}`, tone: 'better' }
    : { text: `${text}× ${words.worse}`, tone: 'worse' };
}

/** A value over the original's, where the number alone says the direction: 1.30×, 0.81×. More is better. */
export function formatFactor(factor: number): FormattedRatio {
  const { tone } = formatRatio(factor, { better: '', worse: '' });
  if (tone === 'same') return { text: Number.isFinite(factor) && factor > 0 ? '1.00×' : missing, tone };
  return { text: `${factor >= 10 ? formatSignificant(factor) : factor.toFixed(2)}×`, tone };
}

/** '22 Nov 2026, 21:15' in the reader's own time zone. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
  return `${day}, ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
}

const withMinus = (text: string) => text.replace('-', '−');
