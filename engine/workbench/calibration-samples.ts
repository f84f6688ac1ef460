import type { CalibrationSpec, DataSpec } from '../api/contract.ts';

/** The samples that a calibration looks at, if any: made-up inputs are none, and a cache holds what others saw. */
export const samplesOf = (spec: CalibrationSpec | undefined): DataSpec | undefined =>
  typeof spec?.data === 'object' && 'path' in spec.data ? spec.data : undefined;
