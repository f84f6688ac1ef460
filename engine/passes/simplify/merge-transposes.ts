import { op } from '../fusion/match.ts';
import { defineRule } from '../fusion/rule.ts';

/**
 * Rewrite: Transpose(Transpose(x, p), q) = Transpose(x, r) with r[i] = p[q[i]]; two that cancel leave one that moves nothing.
 * Exactness: exact.
 */
export const mergeTransposes = defineRule({
  name: 'merge-transposes',
  summary: 'Transpose -> Transpose becomes one Transpose',
  example: {
    before: 'y = Transpose(Transpose(x[2,3,4]){perm=[1,2,0]}){perm=[0,2,1]}',
    after: 'y = Transpose(x[2,3,4]){perm=[1,0,2]}',
  },
  root: 'second',
  pattern: { first: op('Transpose'), second: op('Transpose', { data: 'first' }) },
  where: ({ first, second }) => isPermutation(first.attributes.perm) && isPermutation(second.attributes.perm),
  rewrite: ({ first, second }, patch) => {
    const [inner, outer] = [first.attributes.perm ?? [], second.attributes.perm ?? []];
    const perm = outer.map((axis) => BigInt(inner[axis] ?? 0));
    const merged = patch.add('Transpose', {
      inputs: { data: first.input('data') },
      attributes: new Map([['perm', { type: 'ints', value: perm }]]),
      origins: [first.id, second.id],
    });
    patch.replace(second.output, merged);
  },
});

const isPermutation = (axes: readonly number[] | undefined): boolean =>
  axes?.toSorted((a, b) => a - b).every((axis, index) => axis === index) ?? false;
