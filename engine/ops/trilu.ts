import { elementCountOf } from '../ir/shape.ts';
import { tensorInts } from '../ir/tensor.ts';
import { readFlag } from './attributes.ts';
import { likeFirst } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';
import { offsetsOf, pick, single, steps } from './tensor-math.ts';

/** The upper or lower triangle of the last two axes, 0 elsewhere; `k` shifts the diagonal. Source: ONNX Trilu-14. */
export const trilu = defineOp({
  type: 'Trilu',
  domain: '',
  inputs: ['input', 'k'],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: (attributes) => ({ upper: readFlag(attributes, 'upper', true) }),
  inferOutputs: likeFirst,
  cost: noMacs,
  evaluate: ({ attributes: { upper }, inputs: [input, k] }) => {
    const offsets = input && offsetsOf([steps(elementCountOf(input.dims), 1)]);
    const [rows, columns] = input?.dims.slice(-2) ?? [];
    if (!input || !offsets || rows === undefined || columns === undefined) return undefined;
    const diagonal = k ? (tensorInts(k)[0] ?? 0) : 0;
    const kept = offsets.map((offset) => {
      const above = (offset % columns) - (Math.floor(offset / columns) % rows) - diagonal;
      return (upper ? above >= 0 : above <= 0) ? offset : -1;
    });
    return single(pick(input, input.dims, kept));
  },
});
