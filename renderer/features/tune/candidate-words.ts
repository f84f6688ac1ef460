import type { Sqnr } from '../../../engine/report/report.ts';

/** '34.2 dB', or in a word where there is no such number. */
export const toSqnrWords = (sqnr: Sqnr): string => (typeof sqnr === 'number' ? `${sqnr.toFixed(1)} dB` : sqnr);
