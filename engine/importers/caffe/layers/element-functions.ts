import { defineLayer, type LayerType } from './layer-type.ts';

/** Functions of one element that an operator computes without parameters. */
const operators = {
  AbsVal: 'Abs',
  Sigmoid: 'Sigmoid',
  TanH: 'Tanh',
  /** y = log(1 + exp(x)) */
  BNLL: 'Softplus',
} as const;

export const elementFunctions: readonly LayerType[] = Object.entries(operators).map(([type, opType]) =>
  defineLayer({
    types: [type],
    lower: (scope) => scope.result(scope.node(opType, [scope.input()])),
  }),
);
