import { elementCountOf, normalizeAxis } from '../ir/shape.ts';
import { isNumeric, tensorNumbers, tensorOfInts } from '../ir/tensor.ts';
import { readFlag, readInt } from './attributes.ts';
import { tensorType, withDim } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';
import { MAX_ELEMENTS, rowMajorStrides } from './tensor-math.ts';

/** Operators whose output size depends on their input's elements. */

/** Indices of the elements that are not 0. Shapes: X of rank r -> Y [r, count]. Source: ONNX NonZero-9, -13. */
export const nonZero = defineOp({
  type: 'NonZero',
  domain: '',
  inputs: ['X'],
  outputs: ['Y'],
  category: 'other',
  decodeAttributes: noAttributes,
  inferOutputs: ({ shape }) => [tensorType('int64', [shape(0)?.length, undefined])],
  cost: noMacs,
  evaluate: ({ inputs: [x] }) => {
    if (!x || !isNumeric(x.dataType) || elementCountOf(x.dims) > MAX_ELEMENTS) return undefined;
    const places = Array.from(tensorNumbers(x).entries()).flatMap(([offset, value]) => (value === 0 ? [] : [offset]));
    const coordinates = rowMajorStrides(x.dims).map((stride, axis) =>
      places.map((offset) => Math.floor(offset / stride) % (x.dims[axis] ?? 1)),
    );
    return [tensorOfInts(coordinates.flat(), [x.dims.length, places.length])];
  },
});

/** The slices along `axis`, or of the flattened input, where `condition` holds. Source: ONNX Compress-9, -11. */
export const compress = defineOp({
  type: 'Compress',
  domain: '',
  inputs: ['input', 'condition'],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: (attributes) => ({ axis: readInt(attributes, 'axis', undefined) }),
  inferOutputs: ({ attributes: { axis }, shape, dataType }) => {
    const x = shape(0);
    return [tensorType(dataType(0), axis === undefined ? [undefined] : x && withDim(x, axis, undefined))];
  },
  cost: noMacs,
});

/** Source: ONNX Unique-11. */
export const unique = defineOp({
  type: 'Unique',
  domain: '',
  inputs: ['X'],
  outputs: ['Y', 'indices', 'inverse_indices', 'counts'],
  category: 'other',
  decodeAttributes: (attributes) => ({
    axis: readInt(attributes, 'axis', undefined),
    sorted: readFlag(attributes, 'sorted', true),
  }),
  inferOutputs: ({ attributes: { axis }, shape, dataType }) => {
    const x = shape(0);
    const indices = tensorType('int64', [undefined]);
    const values = axis === undefined ? [undefined] : x && withDim(x, axis, undefined);
    return [tensorType(dataType(0), values), indices, indices, indices];
  },
  cost: noMacs,
});

/** Rows [batch, class, box]. Source: ONNX NonMaxSuppression-10, -11. */
export const nonMaxSuppression = defineOp({
  type: 'NonMaxSuppression',
  domain: '',
  inputs: ['boxes', 'scores', 'max_output_boxes_per_class', 'iou_threshold', 'score_threshold'],
  outputs: ['selected_indices'],
  category: 'other',
  decodeAttributes: (attributes) => ({ centerPointBox: readFlag(attributes, 'center_point_box', false) }),
  inferOutputs: () => [tensorType('int64', [undefined, 3])],
  cost: noMacs,
});

/** Each sequence of a batch reversed over its own length. Source: ONNX ReverseSequence-10. */
export const reverseSequence = defineOp({
  type: 'ReverseSequence',
  domain: '',
  inputs: ['input', 'sequence_lens'],
  outputs: ['Y'],
  category: 'other',
  decodeAttributes: (attributes) => ({
    batchAxis: normalizeAxis(readInt(attributes, 'batch_axis', 1), 2),
    timeAxis: normalizeAxis(readInt(attributes, 'time_axis', 0), 2),
  }),
  inferOutputs: ({ type }) => [type(0)],
  cost: noMacs,
});
