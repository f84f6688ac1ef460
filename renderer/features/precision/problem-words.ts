import type { PrecisionProblem } from '../../stores/precision-store.ts';

export const problemWords: Readonly<Record<PrecisionProblem, string>> = {
  'no-variant': 'Choose at least one variant to build.',
  'int8-needs-calibration': 'INT8 needs calibration data: choose it, or random data for speed only.',
  'mixed-needs-data': 'Mixed precision is chosen by measured accuracy: it needs calibration data that is not random.',
  'evaluation-needs-path': 'Choose the evaluation data, or none.',
  'size-needed': 'Give the sizes that the model leaves open, under Run.',
};
