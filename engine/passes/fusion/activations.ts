import { op } from './match.ts';

/** Functions of one element that follow a convolution or a matrix product. */
export const activationOperators = [
  'Relu',
  'Clip',
  'LeakyRelu',
  'PRelu',
  'Sigmoid',
  'HardSigmoid',
  'HardSwish',
  'Tanh',
  'Gelu',
  'Elu',
  'Selu',
  'Celu',
  'Mish',
  'Softplus',
  'Softsign',
  'Swish',
  'ThresholdedRelu',
] as const;

/** An activation of what `source` names: the operators call their input X or `input`. */
export const activationOf = <const Name extends string>(source: Name) =>
  op(activationOperators, { X: source, input: source });
