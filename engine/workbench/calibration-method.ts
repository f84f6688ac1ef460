import type { CalibrationSpec } from '../api/contract.ts';
import type { CalibrationMethod } from '../precision/calibration/threshold.ts';

/** Of magnitudes, in percent, that stay inside the range where nobody says how many. */
export const DEFAULT_PERCENTILE = 99.99;

/** Entropy where the method is to be chosen: what is chosen from needs a calibration first. */
export function methodOf({ method, percentile = DEFAULT_PERCENTILE }: CalibrationSpec): CalibrationMethod {
  if (method === 'auto') return { kind: 'entropy' };
  return method === 'percentile' ? { kind: method, percentile } : { kind: method };
}

/** What asks for a method; the other way round of methodOf. */
export const specOf = (method: CalibrationMethod): Pick<CalibrationSpec, 'method' | 'percentile'> =>
  method.kind === 'percentile' ? { method: method.kind, percentile: method.percentile } : { method: method.kind };

/** 'percentile 99.99' */
export const describeMethod = (method: CalibrationMethod): string =>
  method.kind === 'percentile' ? `percentile ${method.percentile}` : method.kind;
