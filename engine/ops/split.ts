import { findAxis, normalizeAxis } from '../ir/shape.ts';
import { tensorInts } from '../ir/tensor.ts';
import { readInt, readInts } from './attributes.ts';
import { tensorType, withDim } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { offsetsOf, pick, rowMajorStrides, steps } from './tensor-math.ts';

/**
 * Parts of `input` along `axis`: as long as `split` says, else equally long, the last one shorter.
 * `split` is an attribute before opset 13 and an input since; `num_outputs`, from 18 on, repeats how many outputs there are. Source: ONNX Split-2, -13, -18.
 */
export const split = defineOp({
  type: 'Split',
  domain: '',
  inputs: ['input', 'split'],
  outputs: ['outputs...'],
  category: 'shape',
  decodeAttributes: (attributes, opset) => ({
    axis: readInt(attributes, 'axis', 0),
    split: opset < 13 ? readInts(attributes, 'split', undefined) : undefined,
  }),
  inferOutputs: ({ attributes, shape, dataType, ints, inputCount, outputCount }) => {
    const x = shape(0);
    const given = attributes.split ?? ints(1);
    const extent = x?.at(attributes.axis);
    const isEqual = !attributes.split && inputCount < 2;
    const lengths = given ?? (isEqual && typeof extent === 'number' ? equalParts(extent, outputCount) : []);
    return Array.from({ length: outputCount }, (_, index) =>
      tensorType(dataType(0), x && withDim(x, attributes.axis, lengths[index])),
    );
  },
  inferElements: ({ attributes, symbolicInts, shape, ints, outputCount }) => {
    const elements = symbolicInts(0);
    if (!elements || shape(0)?.length !== 1 || normalizeAxis(attributes.axis, 1) !== 0) return [];
    const lengths = attributes.split ?? ints(1) ?? equalParts(elements.length, outputCount);
    let start = 0;
    return lengths.map((length) => {
      start += length;
      return elements.slice(start - length, start);
    });
  },
  cost: noMacs,
  evaluate: ({ attributes, inputs: [input, split], outputCount }) => {
    if (!input) return undefined;
    const axis = findAxis(attributes.axis, input.dims.length);
    if (axis === undefined) return undefined;
    const strides = rowMajorStrides(input.dims);
    const extent = input.dims[axis] ?? 0;
    const lengths = attributes.split ?? (split && tensorInts(split)) ?? equalParts(extent, outputCount);
    let start = 0;
    const outputs = lengths.map((length) => {
      const tables = input.dims.map((count, other) => steps(other === axis ? length : count, strides[other] ?? 0));
      const offsets = offsetsOf(tables, start * (strides[axis] ?? 0));
      start += length;
      return pick(input, input.dims.with(axis, length), offsets);
    });
    const made = outputs.filter((output) => output !== undefined);
    return made.length === outputCount && start === extent ? made : undefined;
  },
});

/** Lengths of `count` parts of `extent`, all but the last equally long. */
export function equalParts(extent: number, count: number): readonly number[] {
  const length = Math.ceil(extent / count);
  return Array.from({ length: count }, (_, index) => Math.max(0, Math.min(length, extent - index * length)));
}
