/** Element types of ONNX tensors, with their code in `TensorProto.DataType` and their storage. Source: onnx.proto, IR version 13. */
const dataTypeTable = [
  { name: 'float32', code: 1, bits: 32 },
  { name: 'uint8', code: 2, bits: 8 },
  { name: 'int8', code: 3, bits: 8 },
  { name: 'uint16', code: 4, bits: 16 },
  { name: 'int16', code: 5, bits: 16 },
  { name: 'int32', code: 6, bits: 32 },
  { name: 'int64', code: 7, bits: 64 },
  { name: 'string', code: 8, bits: 0 },
  { name: 'bool', code: 9, bits: 8 },
  { name: 'float16', code: 10, bits: 16 },
  { name: 'float64', code: 11, bits: 64 },
  { name: 'uint32', code: 12, bits: 32 },
  { name: 'uint64', code: 13, bits: 64 },
  { name: 'complex64', code: 14, bits: 64 },
  { name: 'complex128', code: 15, bits: 128 },
  { name: 'bfloat16', code: 16, bits: 16 },
  { name: 'float8e4m3fn', code: 17, bits: 8 },
  { name: 'float8e4m3fnuz', code: 18, bits: 8 },
  { name: 'float8e5m2', code: 19, bits: 8 },
  { name: 'float8e5m2fnuz', code: 20, bits: 8 },
  { name: 'uint4', code: 21, bits: 4 },
  { name: 'int4', code: 22, bits: 4 },
  { name: 'float4e2m1', code: 23, bits: 4 },
  { name: 'float8e8m0', code: 24, bits: 8 },
  { name: 'uint2', code: 25, bits: 2 },
  { name: 'int2', code: 26, bits: 2 },
] as const;

export type DataType = (typeof dataTypeTable)[number]['name'];

const byCode = new Map<number, DataType>(dataTypeTable.map((row) => [row.code, row.name]));
const byName = new Map(dataTypeTable.map((row) => [row.name, row] as const));

/** The data type with this `TensorProto.DataType` code, or undefined for a code newer than this table. */
export const dataTypeOfCode = (code: number): DataType | undefined => byCode.get(code);

/** The `TensorProto.DataType` code of a data type. */
export const codeOfDataType = (dataType: DataType): number => byName.get(dataType)?.code ?? 0;

/** Storage of one element in bits; 0 for strings, which have no fixed size. */
export const bitsOf = (dataType: DataType): number => byName.get(dataType)?.bits ?? 0;

/** Bytes that `elementCount` elements occupy in ONNX's `raw_data`: sub-byte types are packed, the last byte padded. */
export const byteLengthOf = (dataType: DataType, elementCount: number): number =>
  Math.ceil((elementCount * bitsOf(dataType)) / 8);

const floatTypes: ReadonlySet<DataType> = new Set<DataType>(['float32', 'float16', 'bfloat16', 'float64']);

export const isFloat = (dataType: DataType): boolean => floatTypes.has(dataType);

export const isDataType = (text: string): text is DataType => byName.has(text as DataType);
