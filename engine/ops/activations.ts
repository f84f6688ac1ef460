import type { Attributes } from '../ir/graph.ts';
import { mapElements } from './arithmetic.ts';
import { readFloat } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { single } from './tensor-math.ts';

/** Activation functions of one element, with the defaults of their parameters. Source: ONNX operators of these names. */
const activation = <const T extends string, const I extends string, A>(
  type: T,
  input: I,
  output: string,
  decodeAttributes: (attributes: Attributes) => A,
  float: (x: number, attributes: A) => number,
) =>
  defineOp({
    type,
    domain: '',
    inputs: [input],
    outputs: [output],
    category: 'activation',
    decodeAttributes,
    inferOutputs: likeFirst,
    cost: noMacs,
    evaluate: ({ inputs, attributes }) => single(mapElements(inputs, { float: (x) => float(x, attributes) })),
  });

const none = () => ({});

const alphaOf = (fallback: number) => (attributes: Attributes) => ({ alpha: readFloat(attributes, 'alpha', fallback) });

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** log(1 + e^x) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const clampToUnit = (x: number): number => Math.max(0, Math.min(1, x));

const decodeHardSigmoid = (attributes: Attributes) => ({
  alpha: readFloat(attributes, 'alpha', 0.2),
  beta: readFloat(attributes, 'beta', 0.5),
});

const decodeSelu = (attributes: Attributes) => ({
  alpha: readFloat(attributes, 'alpha', 1.6732631921768188),
  gamma: readFloat(attributes, 'gamma', 1.0507010221481323),
});

export const activations = [
  activation(
    'Celu',
    'X',
    'Y',
    alphaOf(1),
    (x, { alpha }) => Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha)),
  ),
  activation('Elu', 'X', 'Y', alphaOf(1), (x, { alpha }) => (x < 0 ? alpha * Math.expm1(x) : x)),
  activation('HardSigmoid', 'X', 'Y', decodeHardSigmoid, (x, { alpha, beta }) => clampToUnit(alpha * x + beta)),
  activation('HardSwish', 'X', 'Y', none, (x) => x * clampToUnit(x / 6 + 0.5)),
  activation('LeakyRelu', 'X', 'Y', alphaOf(0.01), (x, { alpha }) => (x < 0 ? alpha * x : x)),
  activation('Mish', 'X', 'Y', none, (x) => x * Math.tanh(softplus(x))),
  activation('Relu', 'X', 'Y', none, (x) => Math.max(0, x)),
  activation('Selu', 'X', 'Y', decodeSelu, (x, { alpha, gamma }) => gamma * (x > 0 ? x : alpha * Math.expm1(x))),
  activation('Sigmoid', 'X', 'Y', none, sigmoid),
  activation('Softplus', 'X', 'Y', none, softplus),
  activation('Softsign', 'input', 'output', none, (x) => x / (1 + Math.abs(x))),
  activation('Swish', 'X', 'Y', alphaOf(1), (x, { alpha }) => x * sigmoid(alpha * x)),
  activation('Tanh', 'input', 'output', none, Math.tanh),
  activation('ThresholdedRelu', 'X', 'Y', alphaOf(1), (x, { alpha }) => (x > alpha ? x : 0)),
] as const;
