import { expect, it } from 'vitest';
import { labelledReport, unlabelledReport } from '../testing/reports.ts';
import { toMemoryBars } from './memory.ts';

it('splits the peak into what the process takes and what the model adds', () => {
  const [original] = toMemoryBars(labelledReport);
  expect(original).toEqual({
    kind: 'original',
    label: 'Original',
    processBytes: 18_874_368,
    modelBytes: 31_457_280 - 18_874_368,
    fileBytes: 1_289_432,
  });
});

it('leaves out what failed', () => {
  expect(toMemoryBars(unlabelledReport).map(({ kind }) => kind)).not.toContain('fp16');
});
