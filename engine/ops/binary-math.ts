import type { DataType } from '../ir/data-type.ts';
import { broadcastInputs, tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

/**
 * Functions of two tensors, element by element, with multidirectional broadcasting.
 * Before opset 7, B was only broadcast on request and never widened A. Source: ONNX operators of these names, opset 1 on.
 */
const binary = <const T extends string, const I extends string>(
  type: T,
  inputs: readonly [I, I],
  output: string,
  resultType?: DataType,
) =>
  defineOp({
    type,
    domain: '',
    inputs,
    outputs: [output],
    category: 'elementwise',
    decodeAttributes: noAttributes,
    inferOutputs: (node) => [
      tensorType(resultType ?? node.dataType(0), node.opset < 7 ? node.shape(0) : broadcastInputs(node)),
    ],
    cost: noMacs,
  });

export const binaryMath = [
  binary('Add', ['A', 'B'], 'C'),
  binary('And', ['A', 'B'], 'C', 'bool'),
  binary('BitwiseAnd', ['A', 'B'], 'C'),
  binary('BitwiseOr', ['A', 'B'], 'C'),
  binary('BitwiseXor', ['A', 'B'], 'C'),
  binary('Div', ['A', 'B'], 'C'),
  binary('Equal', ['A', 'B'], 'C', 'bool'),
  binary('Greater', ['A', 'B'], 'C', 'bool'),
  binary('GreaterOrEqual', ['A', 'B'], 'C', 'bool'),
  binary('Less', ['A', 'B'], 'C', 'bool'),
  binary('LessOrEqual', ['A', 'B'], 'C', 'bool'),
  binary('Mul', ['A', 'B'], 'C'),
  binary('Or', ['A', 'B'], 'C', 'bool'),
  binary('Pow', ['X', 'Y'], 'Z'),
  binary('Sub', ['A', 'B'], 'C'),
  binary('Xor', ['A', 'B'], 'C', 'bool'),
] as const;
