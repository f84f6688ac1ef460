import { type Dim, findAxes } from '../ir/shape.ts';
import { tensorInts, tensorOfNumbers } from '../ir/tensor.ts';
import { readChoice, readFloat, readInts } from './attributes.ts';
import { castTensor } from './cast.ts';
import { addDims } from './dims.ts';
import { tensorType, unknownShape } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { offsetsOf, pick, rowMajorStrides, single, steps } from './tensor-math.ts';

/**
 * Adds elements before and after each axis; negative pads remove some. `pads` holds every begin, then every end.
 * Attributes (`paddings` in opset 1) before opset 11, inputs since; `axes` from 18 on. Source: ONNX Pad-2, -11, -13, -18, -19.
 */
export const pad = defineOp({
  type: 'Pad',
  domain: '',
  inputs: ['data', 'pads', 'constant_value', 'axes'],
  outputs: ['output'],
  category: 'shape',
  decodeAttributes: (attributes, opset) => ({
    mode: readChoice(attributes, 'mode', ['constant', 'reflect', 'edge', 'wrap'], 'constant'),
    pads: opset < 11 ? readInts(attributes, opset < 2 ? 'paddings' : 'pads', undefined) : undefined,
    value: opset < 11 ? readFloat(attributes, 'value', 0) : undefined,
  }),
  inferOutputs: ({ attributes, shape, dataType, symbolicInts, ints, inputCount }) => {
    const data = shape(0);
    const pads = attributes.pads ?? symbolicInts(1);
    const written = inputCount > 3 ? ints(3) : data?.map((_, axis) => axis);
    const axes = data && written && findAxes(written, data.length);
    if (!data || !axes || !pads) return [tensorType(dataType(0), data && unknownShape(data.length))];
    const result: Dim[] = data.slice();
    axes.forEach((axis, index) => {
      result[axis] = addDims(addDims(data[axis], pads[index]), pads[index + axes.length]);
    });
    return [tensorType(dataType(0), result)];
  },
  cost: noMacs,
  evaluate: ({ attributes, inputs: [data, padsInput, value, axesInput] }) => {
    const pads = attributes.pads ?? (padsInput && tensorInts(padsInput));
    if (!data || !pads) return undefined;
    const written = axesInput ? tensorInts(axesInput) : data.dims.map((_, axis) => axis);
    const axes = findAxes(written, data.dims.length);
    if (!axes) return undefined;
    const strides = rowMajorStrides(data.dims);
    const dims = data.dims.slice();
    const tables = dims.map((count, axis) => steps(count, strides[axis] ?? 0));
    axes.forEach((axis, index) => {
      const [extent, stride, begin] = [data.dims[axis] ?? 0, strides[axis] ?? 0, pads[index] ?? 0];
      const count = Math.max(0, extent + begin + (pads[index + axes.length] ?? 0));
      dims[axis] = count;
      tables[axis] = steps(count, 1, -begin)?.map((position) => sourceOf(position, extent, attributes.mode) * stride);
    });
    const fill = value ?? castTensor(tensorOfNumbers('float32', [], [attributes.value ?? 0]), data.dataType);
    return single(pick(data, dims, offsetsOf(tables), fill));
  },
});

/** Where a padded axis takes its element at `position` from, counted from the first unpadded one; -1 for the constant. */
function sourceOf(position: number, extent: number, mode: 'constant' | 'reflect' | 'edge' | 'wrap'): number {
  if (position >= 0 && position < extent) return position;
  if (extent === 0 || mode === 'constant') return -1;
  if (mode === 'edge') return position < 0 ? 0 : extent - 1;
  if (mode === 'wrap') return ((position % extent) + extent) % extent;
  const period = Math.max(1, 2 * (extent - 1));
  const phase = ((position % period) + period) % period;
  return phase < extent ? phase : period - phase;
}
