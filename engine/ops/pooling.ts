import { readFlag, readInt } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, type InferenceInput, noAttributes, noMacs } from './op-spec.ts';
import { decodeWindow, type SpatialWindow, slideWindow } from './spatial.ts';

/** Poolings over the spatial axes. Shapes: X [N, C, d1, ..., dk] -> Y [N, C, o1, ..., ok]. */

type Pooled = SpatialWindow & { readonly ceilMode: boolean };

const pooledShape = ({ attributes, shape }: InferenceInput<Pooled>) => {
  const x = shape(0);
  return (
    x && [...x.slice(0, 2), ...slideWindow(x.slice(2), attributes.kernelShape ?? [], attributes, attributes.ceilMode)]
  );
};

/** Source: ONNX MaxPool-1, -8 (Indices), -10 (ceil_mode, dilations), -12. */
export const maxPool = defineOp({
  type: 'MaxPool',
  domain: '',
  inputs: ['X'],
  outputs: ['Y', 'Indices'],
  category: 'pooling',
  decodeAttributes: (attributes) => ({
    ...decodeWindow(attributes),
    ceilMode: readFlag(attributes, 'ceil_mode', false),
    storageOrder: readInt(attributes, 'storage_order', 0),
  }),
  inferOutputs: (node) => {
    const shape = pooledShape(node);
    return [tensorType(node.dataType(0), shape), tensorType('int64', shape)];
  },
  cost: noMacs,
});

/** Source: ONNX AveragePool-1, -7 (count_include_pad), -10 (ceil_mode), -19 (dilations). */
export const averagePool = defineOp({
  type: 'AveragePool',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'pooling',
  decodeAttributes: (attributes) => ({
    ...decodeWindow(attributes),
    ceilMode: readFlag(attributes, 'ceil_mode', false),
    countIncludePad: readFlag(attributes, 'count_include_pad', false),
  }),
  inferOutputs: (node) => [tensorType(node.dataType(0), pooledShape(node))],
  cost: noMacs,
});

/** Source: ONNX LpPool-2, -11, -18. */
export const lpPool = defineOp({
  type: 'LpPool',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'pooling',
  decodeAttributes: (attributes) => ({
    ...decodeWindow(attributes),
    ceilMode: readFlag(attributes, 'ceil_mode', false),
    p: readInt(attributes, 'p', 2),
  }),
  inferOutputs: (node) => [tensorType(node.dataType(0), pooledShape(node))],
  cost: noMacs,
});

const global = <const T extends string>(type: T) =>
  defineOp({
    type,
    domain: '',
    inputs: ['X'],
    outputs: ['Y'],
    category: 'pooling',
    decodeAttributes: noAttributes,
    inferOutputs: ({ shape, dataType }) => [
      tensorType(
        dataType(0),
        shape(0)?.map((dim, axis) => (axis < 2 ? dim : 1)),
      ),
    ],
    cost: noMacs,
  });

/** Source: ONNX GlobalAveragePool-1, GlobalMaxPool-1, GlobalLpPool-2. */
export const globalAveragePool = global('GlobalAveragePool');
export const globalMaxPool = global('GlobalMaxPool');
export const globalLpPool = global('GlobalLpPool');
