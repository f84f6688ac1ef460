import { tensorInts } from '../../ir/tensor.ts';
import { defineElimination } from './define-elimination.ts';

/** Takes out pads by nothing. Exactness: exact. */
export const eliminateNoOpPad = defineElimination({
  name: 'eliminate-no-op-pad',
  summary: 'Pad by nothing disappears',
  example: { before: 'y = Relu(Pad(x[2,3], int64{0,0,0,0}))', after: 'y = Relu(x[2,3])' },
  operators: 'Pad',
  isNoOp: (pad) => {
    const tensor = pad.constant('pads');
    const pads = pad.attributes.pads ?? (tensor && tensorInts(tensor));
    return pads?.every((count) => count === 0) ?? false;
  },
});
