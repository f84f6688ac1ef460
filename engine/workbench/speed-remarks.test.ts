import { expect, test } from 'vitest';
import type { VariantKind } from '../report/report.ts';
import type { ProcessorInstructions } from '../runtime/processor.ts';
import type { ProviderName } from '../runtime/session.ts';
import { speedRemarks } from './speed-remarks.ts';

const slower = { ratio: 0.8, isConclusive: true };
const bare: ProcessorInstructions = {
  status: 'known',
  avx2: true,
  avx512: false,
  vnni: false,
  amx: false,
  armDotProduct: false,
};

test.each<[VariantKind, number, boolean]>([
  ['original', 0.8, true],
  ['fp32', 1.2, true],
  ['fp16', 1, true],
  ['int8', 0.8, false],
])('%s at %dx (conclusive: %s) needs no remark', (kind, ratio, isConclusive) => {
  expect(speedRemarks(kind, { ratio, isConclusive }, { provider: 'cpu', instructions: bare })).toEqual([]);
});

test.each<[VariantKind, ProviderName, ProcessorInstructions, string]>([
  ['fp32', 'cpu', bare, 'keep the original'],
  ['fp16', 'cpu', bare, 'A CPU computes FP16 models in FP32'],
  ['fp16', 'cuda', bare, 'too small for the device'],
  ['int8', 'cpu', bare, 'no 8-bit dot products'],
  ['int8', 'cpu', { ...bare, vnni: true }, 'integer kernels save.'],
  ['int8', 'cpu', { status: 'unknown' }, 'integer kernels save.'],
  ['int8', 'cuda', bare, 'without integer kernels'],
])('a slower %s on %s is said to be slower, with the usual cause there', (kind, provider, instructions, cause) => {
  const [remark] = speedRemarks(kind, slower, { provider, instructions });
  expect(remark).toContain('Slower than the original here (0.80x).');
  expect(remark).toContain(cause);
});
