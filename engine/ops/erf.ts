/**
 * The error function, to a few units in the last place of a float64.
 * Source: Abramowitz and Stegun 7.1.6 (series, |x| < 3) and 7.1.14 (continued fraction of 1 - erf).
 */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (magnitude > 6) return Math.sign(x);
  const scale = Math.exp(-magnitude * magnitude) / Math.sqrt(Math.PI);
  if (magnitude < 3) {
    let term = 2 * magnitude;
    let sum = term;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= (2 * magnitude * magnitude) / (2 * n + 1);
      sum += term;
    }
    return Math.sign(x) * scale * sum;
  }
  let fraction = magnitude;
  for (let n = 60; n > 0; n--) fraction = magnitude + n / 2 / fraction;
  return Math.sign(x) * (1 - scale / fraction);
}
