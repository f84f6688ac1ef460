import type { Attributes } from '../ir/graph.ts';
import { readFloat } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Activation functions of one element, with the defaults of their parameters. Source: ONNX operators of these names. */
const activation = <const T extends string, const I extends string, A>(
  type: T,
  input: I,
  output: string,
  decodeAttributes: (attributes: Attributes) => A,
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
  });

const none = () => ({});

const alpha = (fallback: number) => (attributes: Attributes) => ({ alpha: readFloat(attributes, 'alpha', fallback) });

export const activations = [
  activation('Celu', 'X', 'Y', alpha(1)),
  activation('Elu', 'X', 'Y', alpha(1)),
  activation('HardSigmoid', 'X', 'Y', (attributes) => ({
    alpha: readFloat(attributes, 'alpha', 0.2),
    beta: readFloat(attributes, 'beta', 0.5),
  })),
  activation('HardSwish', 'X', 'Y', none),
  activation('LeakyRelu', 'X', 'Y', alpha(0.01)),
  activation('Mish', 'X', 'Y', none),
  activation('Relu', 'X', 'Y', none),
  activation('Selu', 'X', 'Y', (attributes) => ({
    alpha: readFloat(attributes, 'alpha', 1.6732631921768188),
    gamma: readFloat(attributes, 'gamma', 1.0507010221481323),
  })),
  activation('Sigmoid', 'X', 'Y', none),
  activation('Softplus', 'X', 'Y', none),
  activation('Softsign', 'input', 'output', none),
  activation('Swish', 'X', 'Y', alpha(1)),
  activation('Tanh', 'input', 'output', none),
  activation('ThresholdedRelu', 'X', 'Y', alpha(1)),
] as const;
