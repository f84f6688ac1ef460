import type { DataType } from '../ir/data-type.ts';
import type { Dim } from '../ir/shape.ts';
import { type ElementFunction, mapElements, predicate } from './arithmetic.ts';
import { castTensor } from './cast.ts';
import { addDims, multiplyDims, quotientOf, subtractDims } from './dims.ts';
import { broadcastInputs, combineElements, tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';
import { single } from './tensor-math.ts';

/**
 * Functions of two tensors, element by element, with multidirectional broadcasting.
 * Before opset 7, B was only broadcast on request and never widened A. Source: ONNX operators of these names, opset 1 on.
 */
const binary = <const T extends string, const I extends string>(
  type: T,
  inputs: readonly [I, I],
  output: string,
  elementFunction: ElementFunction,
  extra: {
    readonly resultType?: DataType;
    /** The function on dimensions, of which some have only names. */
    readonly onDims?: (a: Dim, b: Dim) => Dim;
  } = {},
) =>
  defineOp({
    type,
    domain: '',
    inputs,
    outputs: [output],
    category: 'elementwise',
    decodeAttributes: noAttributes,
    inferOutputs: (node) => [
      tensorType(extra.resultType ?? node.dataType(0), node.opset < 7 ? node.shape(0) : broadcastInputs(node)),
    ],
    inferElements: (node) => [extra.onDims && combineElements(node, extra.onDims)],
    cost: noMacs,
    evaluate: ({ inputs: operands, opset }) =>
      opset < 7 ? undefined : single(mapElements(operands, elementFunction, extra.resultType)),
  });

const comparison = <const T extends string>(
  type: T,
  holds: (a: number | bigint, b: number | bigint) => boolean,
  onDims?: (a: Dim, b: Dim) => Dim,
) => binary(type, ['A', 'B'], 'C', predicate(holds), { resultType: 'bool', ...(onDims && { onDims }) });

const logical = <const T extends string>(type: T, integer: (a: bigint, b: bigint) => bigint) =>
  binary(type, ['A', 'B'], 'C', { integer: (a, b) => integer(a, b) }, { resultType: 'bool' });

/** A dimension is never negative, so it differs from any negative number whatever its name stands for. */
const equalDims = (a: Dim, b: Dim): Dim => {
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === typeof b) return a === b ? 1 : typeof a === 'number' ? 0 : undefined;
  return Math.min(Number(a) || 0, Number(b) || 0) < 0 ? 0 : undefined;
};

const divideDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' && b !== 0 ? Math.trunc(a / b) : quotientOf([a], [b]);

const add = binary('Add', ['A', 'B'], 'C', { float: (a, b) => a + b, integer: (a, b) => a + b }, { onDims: addDims });

const divide = binary(
  'Div',
  ['A', 'B'],
  'C',
  { float: (a, b) => a / b, integer: (a, b) => (b === 0n ? undefined : a / b) },
  { onDims: divideDims },
);

const multiply = binary(
  'Mul',
  ['A', 'B'],
  'C',
  { float: (a, b) => a * b, integer: (a, b) => a * b },
  { onDims: multiplyDims },
);

const subtract = binary(
  'Sub',
  ['A', 'B'],
  'C',
  { float: (a, b) => a - b, integer: (a, b) => a - b },
  { onDims: subtractDims },
);

/** X^Y in X's type; Y may be of another. Source: ONNX Pow-7, -12, -13, -15. */
const pow = defineOp({
  ...binary('Pow', ['X', 'Y'], 'Z', {}),
  evaluate: ({ inputs: [base, exponent], opset }) => {
    if (!base || !exponent || opset < 7) return undefined;
    const power: ElementFunction = {
      float: (a, b) => a ** b,
      integer: (a, b) => (b < 0n || b > 64n ? undefined : a ** b),
    };
    const isExact = base.dataType === exponent.dataType || base.dataType.includes('float');
    return isExact ? single(mapElements([base, castTensor(exponent, base.dataType)], power)) : undefined;
  },
});

export const binaryMath = [
  add,
  divide,
  multiply,
  pow,
  subtract,
  comparison('Equal', (a, b) => a === b, equalDims),
  comparison('Greater', (a, b) => a > b),
  comparison('GreaterOrEqual', (a, b) => a >= b),
  comparison('Less', (a, b) => a < b),
  comparison('LessOrEqual', (a, b) => a <= b),
  logical('And', (a, b) => a & b),
  logical('Or', (a, b) => a | b),
  logical('Xor', (a, b) => a ^ b),
  binary('BitwiseAnd', ['A', 'B'], 'C', { integer: (a, b) => a & b }),
  binary('BitwiseOr', ['A', 'B'], 'C', { integer: (a, b) => a | b }),
  binary('BitwiseXor', ['A', 'B'], 'C', { integer: (a, b) => a ^ b }),
] as const;
