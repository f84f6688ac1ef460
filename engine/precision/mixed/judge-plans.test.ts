import { describe, expect, it } from 'vitest';
import { type Goal, judgePlans, withFront } from './judge-plans.ts';

const goal: Goal = { maxDrop: 0.002, criterion: 'top-1', bar: 1 };

const plan = (label: string, drop: number, ratio?: number, spread = 0.02) => ({
  label,
  drop,
  ...(ratio !== undefined && {
    speed: { ratio, interval: { low: ratio - spread, high: ratio + spread }, latencyMs: 1 },
  }),
});

const fp32 = plan('FP32', 0, 1);

describe('judgePlans', () => {
  it('takes the fastest plan within the budget', () => {
    const verdict = judgePlans([fp32, plan('INT8', 0.004, 1.9), plan('a', 0.002, 1.6), plan('b', -0.001, 1.7)], goal);
    expect(verdict).toEqual({
      status: 'met',
      chosen: 3,
      summary: 'b gains 0.10 points of top-1 and is 1.70 times as fast as FP32.',
    });
  });

  it('keeps a drop that rounding alone puts over the budget', () => {
    expect(judgePlans([fp32, plan('a', 0.9173 - 0.9153, 1.5)], goal).status).toBe('met');
  });

  it('never takes what may be slower than FP32', () => {
    expect(judgePlans([fp32, plan('INT8', 0, 1.01, 0.05)], goal)).toEqual({
      status: 'stay-fp32',
      chosen: 0,
      summary: 'Stay FP32: the fastest plan, INT8, is 1.01 times as fast as FP32: not more than noise explains.',
    });
    expect(judgePlans([fp32, plan('INT8', 0, 0.46), plan('a', 0, 0.9)], goal)).toMatchObject({
      status: 'stay-fp32',
      chosen: 0,
      summary: expect.stringContaining('the fastest plan, a, is only 0.90 times as fast'),
    });
  });

  it('asks for more than the original where the rewrites made that slower', () => {
    const slowRewrite = { ...goal, bar: 1.2 };
    expect(judgePlans([fp32, plan('INT8', 0, 1.15)], slowRewrite).status).toBe('stay-fp32');
    expect(judgePlans([fp32, plan('INT8', 0, 1.3)], slowRewrite).status).toBe('met');
  });

  it('does not trust a speed without an interval, or a plan without a speed', () => {
    const bare = { label: 'INT8', drop: 0, speed: { ratio: 2, latencyMs: 1 } };
    expect(judgePlans([fp32, bare, plan('a', 0)], goal)).toMatchObject({ status: 'stay-fp32', chosen: 0 });
  });

  it('keeps the most accurate of the faster ones where the budget is missed, and says what is missing', () => {
    expect(judgePlans([fp32, plan('INT8', 0.02, 1.9), plan('a', 0.0035, 1.4)], goal)).toEqual({
      status: 'missed',
      chosen: 2,
      summary:
        'No plan that is faster than FP32 keeps the budget of 0.20 points. a loses 0.35 points of top-1 and is 1.40 times as fast as FP32. That is 0.15 points too many.',
    });
  });
});

describe('withFront', () => {
  it('marks what nothing beats in both', () => {
    const plans = [fp32, plan('INT8', 0.004, 1.9), plan('a', 0.002, 1.5), plan('b', 0.003, 1.4), plan('c', 0.001)];
    const filled = plans.map((each) => ({
      ...each,
      floatLayers: [],
      sizeBytes: 1,
      accuracy: { sampleCount: 1, agreement: 1, sqnrDb: 30, cosine: 1, basis: 'labelled' as const },
    }));
    expect(withFront(filled).map(({ isOnFront }) => isOnFront)).toEqual([true, true, true, false, false]);
  });
});
