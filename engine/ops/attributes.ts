import { type DataType, dataTypeOfCode } from '../ir/data-type.ts';
import type { Attributes } from '../ir/graph.ts';
import type { Tensor } from '../ir/tensor.ts';

/** Readers for `decodeAttributes`: the value of an attribute, or `fallback` where it is absent or of another type. */

const utf8 = new TextDecoder();

export function readInt<F>(attributes: Attributes, name: string, fallback: F): number | F {
  const attribute = attributes.get(name);
  return attribute?.type === 'int' ? Number(attribute.value) : fallback;
}

/** An int that stands for a truth value. */
export const readFlag = (attributes: Attributes, name: string, fallback: boolean): boolean =>
  readInt(attributes, name, fallback ? 1 : 0) !== 0;

export function readFloat<F>(attributes: Attributes, name: string, fallback: F): number | F {
  const attribute = attributes.get(name);
  return attribute?.type === 'float' ? attribute.value : fallback;
}

export function readInts<F>(attributes: Attributes, name: string, fallback: F): readonly number[] | F {
  const attribute = attributes.get(name);
  return attribute?.type === 'ints' ? attribute.value.map(Number) : fallback;
}

export function readFloats<F>(attributes: Attributes, name: string, fallback: F): readonly number[] | F {
  const attribute = attributes.get(name);
  return attribute?.type === 'floats' ? attribute.value : fallback;
}

export function readString<F>(attributes: Attributes, name: string, fallback: F): string | F {
  const attribute = attributes.get(name);
  return attribute?.type === 'string' ? utf8.decode(attribute.value) : fallback;
}

/** One of a closed set of words; a word outside it reads as the fallback. */
export function readChoice<const C extends string>(
  attributes: Attributes,
  name: string,
  choices: readonly C[],
  fallback: C,
): C {
  const word = readString(attributes, name, fallback);
  return choices.find((choice) => choice === word) ?? fallback;
}

export function readTensor(attributes: Attributes, name: string): Tensor | undefined {
  const attribute = attributes.get(name);
  return attribute?.type === 'tensor' ? attribute.value : undefined;
}

/** A data type written as its `TensorProto.DataType` code, or as its name before opset 6. */
export function readDataType<F>(attributes: Attributes, name: string, fallback: F): DataType | F {
  const attribute = attributes.get(name);
  if (attribute?.type === 'int') return dataTypeOfCode(Number(attribute.value)) ?? fallback;
  if (attribute?.type !== 'string') return fallback;
  return dataTypeByOldName.get(utf8.decode(attribute.value).toUpperCase()) ?? fallback;
}

const dataTypeByOldName = new Map<string, DataType>([
  ['FLOAT', 'float32'],
  ['DOUBLE', 'float64'],
  ['FLOAT16', 'float16'],
  ['INT8', 'int8'],
  ['INT16', 'int16'],
  ['INT32', 'int32'],
  ['INT64', 'int64'],
  ['UINT8', 'uint8'],
  ['UINT16', 'uint16'],
  ['UINT32', 'uint32'],
  ['UINT64', 'uint64'],
  ['BOOL', 'bool'],
  ['STRING', 'string'],
]);
