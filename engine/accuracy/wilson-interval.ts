import { invariant } from '../errors.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Wilson's score interval for a fraction, 95 % confidence. Source: E. B. Wilson, JASA 22 (1927). */
export function wilsonInterval(count: number, total: number): Interval {
  invariant(total > 0 && count >= 0 && count <= total, `${count} of ${total} is no fraction`);
  const z = 1.959963984540054;
  const fraction = count / total;
  const denominator = 1 + (z * z) / total;
  const centre = (fraction + (z * z) / (2 * total)) / denominator;
  const spread = (z / denominator) * Math.sqrt((fraction * (1 - fraction)) / total + (z * z) / (4 * total * total));
  // At the ends the terms cancel exactly; rounding must not leave [0, 1].
  return { low: count === 0 ? 0 : centre - spread, high: count === total ? 1 : centre + spread };
}
