import type { TensorShapeProto, TypeProto } from 'onnx-buf';
import { dataTypeOfCode } from '../../ir/data-type.ts';
import type { ValueType } from '../../ir/graph.ts';
import type { Dim, Shape } from '../../ir/shape.ts';

/** A TypeProto as a ValueType; undefined where the file says nothing. */
export function importType(type: TypeProto | undefined): ValueType | undefined {
  const value = type?.value;
  switch (value?.case) {
    case 'tensorType':
      return { kind: 'tensor', ...elementType(value.value.elemType), ...shapeOf(value.value.shape) };
    case 'sparseTensorType': {
      const dataType = dataTypeOfCode(value.value.elemType);
      return dataType && { kind: 'sparse-tensor', dataType, ...shapeOf(value.value.shape) };
    }
    case 'sequenceType':
      return { kind: 'sequence', ...elementOf(value.value.elemType) };
    case 'optionalType':
      return { kind: 'optional', ...elementOf(value.value.elemType) };
    case 'mapType': {
      const key = dataTypeOfCode(value.value.keyType);
      const inner = importType(value.value.valueType);
      return key && { kind: 'map', key, ...(inner && { value: inner }) };
    }
    default:
      return undefined;
  }
}

function elementType(code: number) {
  const dataType = dataTypeOfCode(code);
  return dataType ? { dataType } : {};
}

function elementOf(type: TypeProto | undefined) {
  const element = importType(type);
  return element ? { element } : {};
}

function shapeOf(shape: TensorShapeProto | undefined): { readonly shape?: Shape } {
  if (!shape) return {};
  return {
    shape: shape.dim.map(({ value }): Dim => {
      if (value.case === 'dimParam') return value.value || undefined;
      if (value.case === 'dimValue') return isExtent(value.value) ? Number(value.value) : undefined;
      return undefined;
    }),
  };
}

/** Negative numbers stand for unknown extents in some files. */
const isExtent = (value: bigint): boolean => value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER);
