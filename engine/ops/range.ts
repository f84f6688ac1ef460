import { tensorNumbers } from '../ir/tensor.ts';
import { subtractDims } from './dims.ts';
import { tensorType } from './inference.ts';
import { defineOp, noAttributes, noMacs } from './op-spec.ts';

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
});
