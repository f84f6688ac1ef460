import { expect, test } from 'vitest';
import type { IntegerWork } from './integer-work.ts';
import { causeOfSlowness } from './slowness.ts';

const work = (integer: number, float: number, boundaries: number): IntegerWork => ({
  integerWorkShare: 0.9,
  timeShares: { integer, float, boundaries },
  boundaries: [
    { opType: 'Transpose', count: 14, durationMs: 2, layers: ['u0/shuffle', 'u1/shuffle'] },
    { opType: 'DequantizeLinear', count: 1, durationMs: 1, layers: ['u1/shuffle', 'head'] },
  ],
  floatLayers: [{ name: 'softmax', opType: 'Softmax', durationMs: 3 }],
});

test('boundaries are named with their layers where they take most of the time', () => {
  expect(causeOfSlowness(work(0.4, 0.1, 0.5), [])).toBe(
    'INT8 is not faster because 50 % of its time goes into conversions and changes of layout (14 Transpose, 1 DequantizeLinear), most of it at u0/shuffle, u1/shuffle, head; integer kernels take 40 %.',
  );
});

test('layers in float32 are named where they take most of the time', () => {
  expect(causeOfSlowness(work(0.3, 0.6, 0.1), [])).toBe(
    'INT8 is not faster because 60 % of its time is spent in layers that stay in float32, most of it at softmax.',
  );
});

test('layers that are slower on integers are named, with how much', () => {
  const slower = [{ name: 'group_conv', floatMs: 1, integerMs: 3.1 }];
  expect(causeOfSlowness(work(0.9, 0.05, 0.05), slower)).toBe(
    'INT8 is not faster because 1 layer takes longer on integers than in float32, first of all group_conv (3.1 times as long).',
  );
});

test('without any of these it is the kernels, and without a profile nothing is said', () => {
  expect(causeOfSlowness(work(0.9, 0.05, 0.05), [])).toContain('integer kernels, which take 90 % of its time');
  const { timeShares: _, ...unprofiled } = work(1, 0, 0);
  expect(causeOfSlowness(unprofiled, [])).toBeUndefined();
});
