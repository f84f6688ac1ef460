import { bitsOf, type DataType } from '../ir/data-type.ts';
import { isNumeric, type Tensor, tensorOfNumbers } from '../ir/tensor.ts';
import { readDataType, readFlag } from './attributes.ts';
import { isInteger, readElements, tensorOfIntegers } from './elements.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { single } from './tensor-math.ts';

/** Source: ONNX Cast-1 (type by name), -6 (by code), -13, -19 (saturate). */
export const cast = defineOp({
  type: 'Cast',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'elementwise',
  decodeAttributes: (attributes) => ({
    /** Undefined for a code that is newer than Lathe. */
    to: readDataType(attributes, 'to', undefined),
    saturate: readFlag(attributes, 'saturate', true),
  }),
  inferOutputs: ({ attributes, shape }) => [tensorType(attributes.to, shape(0))],
  inferElements: ({ attributes, symbolicInts }) => [
    attributes.to === 'int64' || attributes.to === 'int32' ? symbolicInts(0) : undefined,
  ],
  cost: noMacs,
  evaluate: ({ attributes: { to }, inputs: [input] }) => single(input && to && castTensor(input, to)),
});

/** Source: ONNX CastLike-15. */
export const castLike = defineOp({
  type: 'CastLike',
  domain: '',
  inputs: ['input', 'target_type'],
  outputs: ['output'],
  category: 'elementwise',
  decodeAttributes: (attributes) => ({ saturate: readFlag(attributes, 'saturate', true) }),
  inferOutputs: ({ dataType, shape }) => [tensorType(dataType(1), shape(0))],
  cost: noMacs,
  evaluate: ({ inputs: [input, target] }) => single(input && target && castTensor(input, target.dataType)),
});

/**
 * The elements in another type: floats lose their fraction on the way to integers, integers wrap around, anything but 0
 * is true. Undefined for types that are no plain numbers, and where a float is beyond the integer type's range, which
 * each runtime treats its own way.
 */
export function castTensor(tensor: Tensor, to: DataType): Tensor | undefined {
  if (tensor.dataType === to) return tensor;
  const elements = isNumeric(to) ? readElements(tensor) : undefined;
  if (!elements) return undefined;
  const { dims } = tensor;
  if (elements.kind === 'integer') {
    return isInteger(to)
      ? tensorOfIntegers(to, dims, elements.values)
      : tensorOfNumbers(to, dims, Array.from(elements.values, Number));
  }
  if (!isInteger(to)) return tensorOfNumbers(to, dims, elements.values);
  const numbers = Array.from(elements.values);
  if (to === 'bool')
    return tensorOfNumbers(
      'bool',
      dims,
      numbers.map((value) => (value === 0 ? 0 : 1)),
    );
  const isSigned = !to.startsWith('u');
  const limit = 2 ** (bitsOf(to) - (isSigned ? 1 : 0));
  const isInRange = numbers.every((value) => Math.trunc(value) < limit && Math.trunc(value) >= (isSigned ? -limit : 0));
  return isInRange
    ? tensorOfIntegers(
        to,
        dims,
        numbers.map((value) => BigInt(Math.trunc(value))),
      )
    : undefined;
}
