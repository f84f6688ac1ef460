import { type Dim, findAxes } from '../ir/shape.ts';
import { tensorInts } from '../ir/tensor.ts';
import { readInts } from './attributes.ts';
import { addDims, subtractDims } from './dims.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { offsetsOf, pick, rowMajorStrides, single, steps } from './tensor-math.ts';

/**
 * A box of `data`: per axis from `starts` to before `ends` by `steps`; negative bounds count from the end and are
 * clamped. Attributes before opset 10, inputs since. Source: ONNX Slice-1, -10, -13.
 */
export const slice = defineOp({
  type: 'Slice',
  domain: '',
  inputs: ['data', 'starts', 'ends', 'axes', 'steps'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: (attributes, opset) => ({
    starts: opset < 10 ? readInts(attributes, 'starts', undefined) : undefined,
    ends: opset < 10 ? readInts(attributes, 'ends', undefined) : undefined,
    axes: opset < 10 ? readInts(attributes, 'axes', undefined) : undefined,
  }),
  inferOutputs: ({ attributes, shape, dataType, symbolicInts, ints, inputCount }) => {
    const data = shape(0);
    if (!data) return [tensorType(dataType(0), undefined)];
    const starts = attributes.starts ?? symbolicInts(1);
    const ends = attributes.ends ?? symbolicInts(2);
    const written = attributes.axes ?? (inputCount > 3 ? ints(3) : undefined) ?? starts?.map((_, axis) => axis);
    const axes = written && findAxes(written, data.length);
    const steps = inputCount > 4 ? ints(4) : starts?.map(() => 1);
    const result = data.slice();
    if (!axes) return [tensorType(dataType(0), result.fill(undefined))];
    axes.forEach((axis, index) => {
      result[axis] = slicedDim(data[axis], starts?.[index], ends?.[index], steps?.[index]);
    });
    return [tensorType(dataType(0), result)];
  },
  inferElements: ({ attributes, symbolicInts, shape, ints, inputCount }) => {
    const elements = symbolicInts(0);
    const [start] = attributes.starts ?? ints(1) ?? [];
    const [end] = attributes.ends ?? ints(2) ?? [];
    const [step] = inputCount > 4 ? (ints(4) ?? []) : [1];
    if (!elements || shape(0)?.length !== 1 || start === undefined || end === undefined || !step) return [];
    const range = sliceRange(elements.length, start, end, step);
    return [Array.from({ length: range.count }, (_, index) => elements[range.start + index * step])];
  },
  cost: noMacs,
  evaluate: ({ attributes, inputs: [data, ...bounds] }) => {
    if (!data) return undefined;
    const [startInput, endInput, axesInput, stepsInput] = bounds.map((bound) => bound && tensorInts(bound));
    const [starts, ends] = [attributes.starts ?? startInput, attributes.ends ?? endInput];
    if (!starts || !ends) return undefined;
    const axes = findAxes(attributes.axes ?? axesInput ?? starts.map((_, axis) => axis), data.dims.length);
    if (!axes) return undefined;
    const strides = rowMajorStrides(data.dims);
    const dims = data.dims.slice();
    const tables = dims.map((count, axis) => steps(count, strides[axis] ?? 0));
    axes.forEach((axis, index) => {
      const [stride, step] = [strides[axis] ?? 0, stepsInput?.[index] ?? 1];
      const range = sliceRange(data.dims[axis] ?? 0, starts[index] ?? 0, ends[index] ?? 0, step);
      dims[axis] = range.count;
      tables[axis] = steps(range.count, step * stride, range.start * stride);
    });
    return single(pick(data, dims, offsetsOf(tables)));
  },
});

/** The first index and the number of elements that a slice of `extent` elements takes. */
export function sliceRange(extent: number, start: number, end: number, step: number) {
  if (extent === 0 || step === 0) return { start: 0, count: 0 };
  const [lowest, highest] = step < 0 ? [-1, extent - 1] : [0, extent];
  const clamp = (bound: number) => Math.min(Math.max(bound < 0 ? bound + extent : bound, lowest), highest);
  const first = Math.max(0, clamp(start));
  return { start: first, count: Math.max(0, Math.ceil((clamp(end) - first) / step)) };
}

/** Bounds from here on are how exporters write "to the end". */
const END = 2 ** 31 - 1;

/**
 * Bounds of an extent that has only a name, and bounds that have only a name, are taken to lie within the extent: a slice
 * to `seq` of a table of positions has `seq` rows.
 */
function slicedDim(extent: Dim, start: Dim, end: Dim, step: number | undefined): Dim {
  if (step === undefined || start === undefined || end === undefined) return undefined;
  if (typeof extent === 'number' && typeof start === 'number' && typeof end === 'number') {
    return sliceRange(extent, start, end, step).count;
  }
  if (step !== 1) return undefined;
  const from = typeof start === 'number' && start < 0 ? addDims(extent, start) : start;
  if (typeof end !== 'number') return subtractDims(end, from);
  if (end >= END) return subtractDims(extent, from);
  if (end < 0) return subtractDims(addDims(extent, end), from);
  return undefined;
}
