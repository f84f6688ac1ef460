import { likeFirst } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

/** Functions of one element each, without attributes. Source: ONNX operators of these names, opset 6 on. */

const unary = <const T extends string, const I extends string = 'X'>(type: T, input: I, output = 'Y') =>
  defineOp({
    type,
    domain: '',
    inputs: [input],
    outputs: [output],
    category: 'elementwise',
    decodeAttributes: noAttributes,
    inferOutputs: likeFirst,
    cost: noMacs,
  });

export const unaryMath = [
  unary('Abs', 'X'),
  unary('Acos', 'input', 'output'),
  unary('Acosh', 'input', 'output'),
  unary('Asin', 'input', 'output'),
  unary('Asinh', 'input', 'output'),
  unary('Atan', 'input', 'output'),
  unary('Atanh', 'input', 'output'),
  unary('BitwiseNot', 'X'),
  unary('Ceil', 'X'),
  unary('Cos', 'input', 'output'),
  unary('Cosh', 'input', 'output'),
  unary('Erf', 'input', 'output'),
  unary('Exp', 'input', 'output'),
  unary('Floor', 'X'),
  unary('Log', 'input', 'output'),
  unary('Neg', 'X'),
  unary('Not', 'X'),
  unary('Reciprocal', 'X'),
  unary('Round', 'X'),
  unary('Sign', 'input', 'output'),
  unary('Sin', 'input', 'output'),
  unary('Sinh', 'input', 'output'),
  unary('Sqrt', 'X'),
  unary('Tan', 'input', 'output'),
] as const;
