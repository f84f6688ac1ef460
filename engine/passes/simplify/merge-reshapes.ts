import { tensorInts } from '../../ir/tensor.ts';
import { op } from '../fusion/match.ts';
import { defineRule } from '../fusion/rule.ts';

/**
 * A reshape of a reshape needs only the second. A 0 in the second target would copy a dim of the value between: those stay.
 * Exactness: exact.
 */
export const mergeReshapes = defineRule({
  name: 'merge-reshapes',
  summary: 'Reshape, Flatten, Squeeze or Unsqueeze before Reshape disappears',
  example: {
    before: 'y = Reshape(Flatten(x[2,3,4]), int64{4,6})',
    after: 'y = Reshape(x[2,3,4], int64{4,6})',
  },
  root: 'second',
  pattern: {
    first: op(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']),
    second: op('Reshape', { data: 'first' }),
  },
  where: ({ second }) => {
    const target = second.constant('shape');
    return target !== undefined && !tensorInts(target).includes(0);
  },
  rewrite: ({ first, second }, patch) => {
    const [data] = first.node.inputs;
    const merged = patch.addLike(second, { inputs: { data }, origins: [first.id, second.id] });
    patch.replace(second.output, merged);
  },
});
