import type { MixedPlan, MixedReport, MixedStatus } from '../../report/mixed-report.ts';

export interface Goal extends Pick<MixedReport, 'maxDrop' | 'criterion'> {
  /**
   * How fast the original is against the optimized FP32 model, at most: what is kept must be faster than both.
   * 1 where the original is not the faster one.
   */
  readonly bar: number;
}

export interface Verdict {
  readonly status: Exclude<MixedStatus, 'stopped'>;
  /** Index among the plans; 0 is FP32. */
  readonly chosen: number;
  readonly summary: string;
}

type JudgedPlan = Pick<MixedPlan, 'label' | 'drop' | 'speed'>;

/** Floating point must not turn 0.2 points into more than 0.2. */
const TOLERANCE = 1e-9;

export const isWithinBudget = ({ drop }: Pick<MixedPlan, 'drop'>, { maxDrop }: Pick<Goal, 'maxDrop'>): boolean =>
  drop <= maxDrop + TOLERANCE;

/** True where the whole confidence interval lies above FP32: 'perhaps faster' is not enough to give accuracy away for. */
export const isFaster = ({ speed }: Pick<MixedPlan, 'speed'>, { bar }: Pick<Goal, 'bar'>): boolean =>
  speed?.interval !== undefined && speed.interval.low > bar;

/**
 * Chooses among plans, the first of which is FP32: the fastest within the budget; where none of those is faster than FP32, the
 * most accurate of those that are; else FP32. So what is chosen is never slower than FP32.
 */
export function judgePlans(plans: readonly JudgedPlan[], goal: Goal): Verdict {
  const faster = [...plans.entries()].filter(([index, plan]) => index > 0 && isFaster(plan, goal));
  const [best] = faster
    .filter(([, plan]) => isWithinBudget(plan, goal))
    .sort(([, a], [, b]) => (b.speed?.ratio ?? 0) - (a.speed?.ratio ?? 0) || a.drop - b.drop);
  if (best) return { status: 'met', chosen: best[0], summary: describeChoice(best[1], goal) };
  const [nearest] = faster.sort(([, a], [, b]) => a.drop - b.drop);
  if (nearest) {
    const [chosen, plan] = nearest;
    const missing = points(plan.drop - goal.maxDrop);
    return {
      status: 'missed',
      chosen,
      summary: `No plan that is faster than FP32 keeps the budget of ${points(goal.maxDrop)}. ${describeChoice(plan, goal)} That is ${missing} too many.`,
    };
  }
  return { status: 'stay-fp32', chosen: 0, summary: `Stay FP32: ${whyNotFaster(plans, goal)}` };
}

function describeChoice({ label, drop, speed }: JudgedPlan, { criterion }: Goal): string {
  const loss = drop > 0 ? `loses ${points(drop)}` : drop < 0 ? `gains ${points(-drop)}` : 'loses nothing';
  const pace = speed ? ` and is ${speed.ratio.toFixed(2)} times as fast as FP32` : '';
  return `${label} ${loss} of ${criterion}${pace}.`;
}

function whyNotFaster(plans: readonly JudgedPlan[], { bar }: Goal): string {
  const timed = plans.slice(1).flatMap(({ label, speed }) => (speed ? [{ label, speed }] : []));
  const [fastest] = timed.sort((a, b) => b.speed.ratio - a.speed.ratio);
  if (!fastest) return 'nothing else could be measured.';
  const { label, speed } = fastest;
  const against = bar > 1 ? `, and the original ${bar.toFixed(2)} times` : '';
  if (speed.ratio < 1) {
    return `INT8 does not pay off on this machine; the fastest plan, ${label}, is only ${speed.ratio.toFixed(2)} times as fast as FP32${against}.`;
  }
  return `the fastest plan, ${label}, is ${speed.ratio.toFixed(2)} times as fast as FP32${against}: not more than noise explains.`;
}

/** Marks the plans that no other beats in both speed and accuracy. Plans that were not timed are on no front. */
export function withFront(plans: readonly Omit<MixedPlan, 'isOnFront'>[]): readonly MixedPlan[] {
  return plans.map((plan) => {
    const { speed, drop } = plan;
    const isBeaten =
      speed === undefined ||
      plans.some(
        (other) =>
          other.speed !== undefined &&
          other.speed.ratio >= speed.ratio &&
          other.drop <= drop &&
          (other.speed.ratio > speed.ratio || other.drop < drop),
      );
    return { ...plan, isOnFront: !isBeaten };
  });
}

const points = (fraction: number): string => `${(100 * fraction).toFixed(2)} points`;
