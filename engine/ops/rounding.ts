/** The nearest integer, ties to even: how ONNX rounds. The sign stays, of a zero too. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  const isUp = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  const rounded = isUp ? below + 1 : below;
  return rounded === 0 ? x * 0 : rounded;
}
