import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type TensorShapeProtoSchema, type TypeProto, TypeProtoSchema } from 'onnx-buf';
import { codeOfDataType } from '../ir/data-type.ts';
import type { ValueType } from '../ir/graph.ts';
import type { Shape } from '../ir/shape.ts';

/** A ValueType as a TypeProto, or undefined where it says less than ONNX requires. */
export function exportType(type: ValueType | undefined): TypeProto | undefined {
  const value = type && typeValue(type);
  return value && create(TypeProtoSchema, { value });
}

function typeValue(type: ValueType): MessageInitShape<typeof TypeProtoSchema>['value'] {
  switch (type.kind) {
    case 'tensor':
      if (!type.dataType) return undefined;
      return { case: 'tensorType', value: { elemType: codeOfDataType(type.dataType), ...shapeField(type.shape) } };
    case 'sparse-tensor':
      return {
        case: 'sparseTensorType',
        value: { elemType: codeOfDataType(type.dataType), ...shapeField(type.shape) },
      };
    case 'sequence':
      return { case: 'sequenceType', value: elementField(type.element) };
    case 'optional':
      return { case: 'optionalType', value: elementField(type.element) };
    case 'map': {
      const valueType = exportType(type.value);
      return { case: 'mapType', value: { keyType: codeOfDataType(type.key), ...(valueType && { valueType }) } };
    }
    case 'opaque':
      return undefined;
  }
}

function elementField(element: ValueType | undefined) {
  const elemType = exportType(element);
  return elemType ? { elemType } : {};
}

function shapeField(shape: Shape | undefined): { shape?: MessageInitShape<typeof TensorShapeProtoSchema> } {
  if (!shape) return {};
  return {
    shape: {
      dim: shape.map((dim) => {
        if (typeof dim === 'number') return { value: { case: 'dimValue' as const, value: BigInt(dim) } };
        return typeof dim === 'string' ? { value: { case: 'dimParam' as const, value: dim } } : {};
      }),
    },
  };
}
