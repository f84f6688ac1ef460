import { type ElementFunction, mapElements } from './arithmetic.ts';
import { erf } from './erf.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';
import { roundHalfEven } from './rounding.ts';
import { single } from './tensor-math.ts';

/** Functions of one element each, without attributes. Source: ONNX operators of these names, opset 6 on. */
const unary = <const T extends string, const I extends string>(
  type: T,
  input: I,
  output: string,
  elementFunction: ElementFunction,
) =>
  defineOp({
    type,
    domain: '',
    inputs: [input],
    outputs: [output],
    category: 'elementwise',
    decodeAttributes: noAttributes,
    inferOutputs: likeFirst,
    cost: noMacs,
    evaluate: ({ inputs }) => single(mapElements(inputs, elementFunction)),
  });

export const unaryMath = [
  unary('Abs', 'X', 'Y', { float: Math.abs, integer: (x) => (x < 0n ? -x : x) }),
  unary('Acos', 'input', 'output', { float: Math.acos }),
  unary('Acosh', 'input', 'output', { float: Math.acosh }),
  unary('Asin', 'input', 'output', { float: Math.asin }),
  unary('Asinh', 'input', 'output', { float: Math.asinh }),
  unary('Atan', 'input', 'output', { float: Math.atan }),
  unary('Atanh', 'input', 'output', { float: Math.atanh }),
  unary('BitwiseNot', 'X', 'Y', { integer: (x) => ~x }),
  unary('Ceil', 'X', 'Y', { float: Math.ceil }),
  unary('Cos', 'input', 'output', { float: Math.cos }),
  unary('Cosh', 'input', 'output', { float: Math.cosh }),
  unary('Erf', 'input', 'output', { float: erf }),
  unary('Exp', 'input', 'output', { float: Math.exp }),
  unary('Floor', 'X', 'Y', { float: Math.floor }),
  unary('Log', 'input', 'output', { float: Math.log }),
  unary('Neg', 'X', 'Y', { float: (x) => -x, integer: (x) => -x }),
  unary('Not', 'X', 'Y', { integer: (x) => (x === 0n ? 1n : 0n) }),
  unary('Reciprocal', 'X', 'Y', { float: (x) => 1 / x }),
  unary('Round', 'X', 'Y', { float: roundHalfEven }),
  unary('Sign', 'input', 'output', { float: Math.sign, integer: (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n) }),
  unary('Sin', 'input', 'output', { float: Math.sin }),
  unary('Sinh', 'input', 'output', { float: Math.sinh }),
  unary('Sqrt', 'X', 'Y', { float: Math.sqrt }),
  unary('Tan', 'input', 'output', { float: Math.tan }),
] as const;
