import type { ValueId } from '../../../ir/graph.ts';
import { findDataType } from '../../../ir/query.ts';
import { derivedTensor } from '../derived-tensor.ts';
import { describeNode, refuse } from '../guards.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';
import type { RulePatch } from '../rule-patch.ts';

/** The band has the square of them: 16 MiB. */
const MOST_CHANNELS = 2048;

/**
 * Writes LRN out, where its kernel computes a power per element and takes longer than a convolution does.
 * Rewrite: d = Conv(X * X, band) with band[c, c'] = alpha / size for the channels c' around c, and bias;  Y = X / d^beta,
 * where d^0.75 = sqrt(d) * sqrt(sqrt(d)).
 * Shapes: X [N, C, ...], band [C, C, 1, ...].  Exactness: float32 rounding; 131 dB against LRN where measured.
 * Source: ONNX LRN-13.
 */
export const lowerLrn = defineRule({
  name: 'lower-lrn',
  summary: 'LRN becomes a 1x1 Conv over the squares, square roots and a division',
  example: {
    before: 'y = LRN(x[1,8,6,6]){size=5, beta=0.75}',
    after: 'd = Sqrt(Conv(Mul(x[1,8,6,6], x), W[8,8,1,1], B[8])); y = Div(x, Mul(d, Sqrt(d)))',
  },
  root: 'lrn',
  pattern: { lrn: op('LRN') },
  guard: ({ lrn }, graph) => {
    const what = describeNode(graph, lrn.node);
    const { beta, size } = lrn.attributes;
    const channels = lrn.shape('X')?.[1];
    return firstRefusal(
      typeof channels === 'number' ? undefined : refuse(lrn, `the number of channels of ${what} is not known`),
      typeof channels === 'number' && channels > MOST_CHANNELS
        ? refuse(lrn, `a band over the ${channels} channels of ${what} would be too many weights`)
        : undefined,
      findDataType(graph, lrn.output) === 'float32'
        ? undefined
        : refuse(lrn, `${what} is not in float32, which the squares need`),
      size % 2 === 1 ? undefined : refuse(lrn, `the window of ${what} has no middle`),
      beta in powers ? undefined : refuse(lrn, `the exponent ${beta} of ${what} is no product of square roots`),
    );
  },
  rewrite: ({ lrn }, patch) => {
    const origins = [lrn.id];
    const x = lrn.input('X');
    const squares = patch.add('Mul', { inputs: { A: x, B: x }, origins, suffix: '_square' });
    const sums = addNeighbourSum(patch, lrn, squares.output);
    const power = powers[lrn.attributes.beta]?.(patch, lrn, sums) ?? sums;
    patch.replace(lrn.output, patch.add('Div', { inputs: { A: x, B: power }, origins }));
  },
});

function addNeighbourSum(patch: RulePatch, lrn: MatchedNode<'LRN'>, squares: ValueId): ValueId {
  const { alpha, bias, size } = lrn.attributes;
  const shape = lrn.shape('X') ?? [];
  const channels = Number(shape[1]);
  const reach = (size - 1) / 2;
  const kernel = shape.slice(2).map(() => 1);
  const band = derivedTensor('float32', [channels, channels, ...kernel], (result) => {
    for (let channel = 0; channel < channels; channel++) {
      const last = Math.min(channels - 1, channel + reach);
      for (let other = Math.max(0, channel - reach); other <= last; other++)
        result[channel * channels + other] = alpha / size;
    }
  });
  const biases = derivedTensor('float32', [channels], (result) => result.fill(bias));
  return patch.add('Conv', {
    inputs: { X: squares, W: patch.constant(band), B: patch.constant(biases) },
    origins: [lrn.id],
    suffix: '_sum',
  }).output;
}

type Power = (patch: RulePatch, lrn: MatchedNode<'LRN'>, base: ValueId) => ValueId;

const root: Power = (patch, lrn, base) =>
  patch.add('Sqrt', { inputs: { X: base }, origins: [lrn.id], suffix: '_root' }).output;

/** What d^beta is made of, by beta. */
const powers: Readonly<Record<number, Power>> = {
  1: (_patch, _lrn, base) => base,
  0.5: root,
  0.75: (patch, lrn, base) => {
    const half = root(patch, lrn, base);
    const quarter = patch.add('Sqrt', { inputs: { X: half }, origins: [lrn.id], suffix: '_fourth_root' }).output;
    return patch.add('Mul', { inputs: { A: half, B: quarter }, origins: [lrn.id], suffix: '_power' }).output;
  },
};
