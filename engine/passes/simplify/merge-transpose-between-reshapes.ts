import { findShape } from '../../ir/query.ts';
import { sameShape } from '../../ir/shape.ts';
import { op } from '../fusion/match.ts';
import { defineRule } from '../fusion/rule.ts';

/**
 * Exporters join two axes, exchange the last two, and part the first again; the exchange needs neither.
 * Rewrite: Reshape(Transpose(Reshape(x, [a b, c, d]), [0, 2, 1]), [a, b, d, c]) = Transpose(x, [0, 1, 3, 2]).
 * Shapes: x [a, b, c, d].  Exactness: exact.
 */
export const mergeTransposeBetweenReshapes = defineRule({
  name: 'merge-transpose-between-reshapes',
  summary: 'Reshape -> Transpose -> Reshape that exchanges the last two axes becomes Transpose',
  example: {
    before: 'y = Reshape(Transpose(Reshape(x[2,3,4,5], int64{-1,4,5})){perm=[0,2,1]}, int64{2,3,5,4})',
    after: 'y = Transpose(x[2,3,4,5]){perm=[0,1,3,2]}',
  },
  root: 'parted',
  pattern: {
    joined: op('Reshape'),
    transposed: op('Transpose', { data: 'joined' }),
    parted: op('Reshape', { data: 'transposed' }),
  },
  where: ({ joined, transposed, parted }, graph) => {
    const before = findShape(graph, joined.input('data'));
    const [middle, after] = [joined.outputShape, parted.outputShape];
    if (before?.length !== 4 || middle?.length !== 3 || after?.length !== 4) return false;
    const [a, b, c, d] = before;
    return (
      transposed.attributes.perm?.join() === '0,2,1' &&
      sameShape(middle.slice(1), [c, d]) &&
      sameShape(after, [a, b, d, c])
    );
  },
  rewrite: ({ joined, transposed, parted }, patch) => {
    const merged = patch.add('Transpose', {
      inputs: { data: joined.input('data') },
      attributes: new Map([['perm', { type: 'ints', value: [0n, 1n, 3n, 2n] }]]),
      origins: [joined.id, transposed.id, parted.id],
    });
    patch.replace(parted.output, merged);
  },
});
