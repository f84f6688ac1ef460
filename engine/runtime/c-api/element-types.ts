import { codeOfDataType, type DataType, dataTypeOfCode } from '../../ir/data-type.ts';

/**
 * Where ONNXTensorElementDataType counts differently from ONNX's own TensorProto.DataType.
 * Source: onnxruntime_c_api.h, release 1.29.0.
 */
const differences: readonly (readonly [DataType, number])[] = [
  ['uint2', 24],
  ['int2', 25],
  ['float8e8m0', 26],
];

const codes = new Map(differences);
const types = new Map(differences.map(([dataType, code]) => [code, dataType]));

export const elementCodeOf = (dataType: DataType): number => codes.get(dataType) ?? codeOfDataType(dataType);

export const elementTypeOf = (code: number): DataType | undefined => types.get(code) ?? dataTypeOfCode(code);
