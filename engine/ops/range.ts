import { tensorNumbers, tensorOfNumbers } from '../ir/tensor.ts';
import { subtractDims } from './dims.ts';
import { readElements, tensorOfIntegers } from './elements.ts';
import { tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';
import { MAX_ELEMENTS } from './tensor-math.ts';

/** start, start + delta, ... up to before `limit`: max(ceil((limit - start) / delta), 0) elements. Source: ONNX Range-11. */
export const range = defineOp({
  type: 'Range',
  domain: '',
  inputs: ['start', 'limit', 'delta'],
  outputs: ['output'],
  category: 'constant',
  decodeAttributes: noAttributes,
  inferOutputs: ({ constant, symbolicInts, dataType }) => {
    const [start, limit, delta] = [0, 1, 2].map((input) => {
      const tensor = constant(input);
      return tensor ? tensorNumbers(tensor)[0] : symbolicInts(input)?.[0];
    });
    if (typeof start === 'number' && typeof limit === 'number' && typeof delta === 'number') {
      return [tensorType(dataType(0), [Math.max(0, Math.ceil((limit - start) / delta))])];
    }
    return [tensorType(dataType(0), [delta === 1 ? subtractDims(limit, start) : undefined])];
  },
  cost: noMacs,
  evaluate: ({ inputs: [start, limit, delta] }) => {
    const [from, to, by] = [start, limit, delta].map((tensor) => tensor && readElements(tensor));
    if (!start || !from || !to || !by) return undefined;
    const [first, last, step] = [from.values[0] ?? 0, to.values[0] ?? 0, by.values[0] ?? 0];
    const count = Math.max(0, Math.ceil((Number(last) - Number(first)) / Number(step)));
    if (!(count <= MAX_ELEMENTS)) return undefined;
    if (typeof first === 'bigint' && typeof step === 'bigint') {
      const values = Array.from({ length: count }, (_, index) => first + BigInt(index) * step);
      return [tensorOfIntegers(start.dataType, [count], values)];
    }
    const values = Array.from({ length: count }, (_, index) => Number(first) + index * Number(step));
    return [tensorOfNumbers(start.dataType, [count], values)];
  },
});
