import { describe, expect, test } from 'vitest';
import { parseGraph } from '../../ir/parse.ts';
import { requireValue, topologicalOrder } from '../../ir/query.ts';
import { constant, matchesAt, op, optional, type Pattern, value } from './match.ts';
import { MatchedNode } from './matched-node.ts';
import { defineRule } from './rule.ts';

/** What a pattern finds at the last node of a graph, by names of values. */
function find(text: string, pattern: Pattern, root: string): readonly Record<string, string>[] {
  const graph = parseGraph(text);
  const node = topologicalOrder(graph).at(-1);
  if (!node) throw new Error('An empty graph');
  const nameOf = (found: unknown): string => {
    if (found === undefined) return '-';
    if (found instanceof MatchedNode) return requireValue(graph, found.output).name;
    const id = typeof found === 'object' && found !== null && 'id' in found ? found.id : found;
    return typeof id === 'number' ? requireValue(graph, id as Parameters<typeof requireValue>[1]).name : '?';
  };
  return matchesAt(graph, node, pattern, root).map((match) =>
    Object.fromEntries(Object.entries(match).map(([name, found]) => [name, nameOf(found)])),
  );
}

const reluOfConv = { conv: op('Conv'), relu: op('Relu', { X: 'conv' }) };

describe('a pattern', () => {
  test('follows inputs by their formal names', () => {
    expect(find('c = Conv(x[1,2,4,4], W[2,2,1,1]); y = Relu(c)', reluOfConv, 'relu')).toEqual([
      { conv: 'c', relu: 'y' },
    ]);
    expect(find('c = Tanh(x[1,2,4,4]); y = Relu(c)', reluOfConv, 'relu')).toEqual([]);
  });

  test('does not match operators of another domain', () => {
    expect(find('c = org.example::Conv(x[1,2,4,4], W[2,2,1,1]); y = Relu(c)', reluOfConv, 'relu')).toEqual([]);
  });

  test('does not match a second output', () => {
    const pattern = { drop: op('Dropout'), cast: op('Cast', { input: 'drop' }) };
    expect(find('d, m = Dropout(x[2]); y = Cast(m){to=1}; return d, y', pattern, 'cast')).toEqual([]);
  });

  test('takes the inputs of a commutative operator in either order', () => {
    const pattern = { conv: op('Conv'), factor: constant(), mul: op('Mul', { A: 'conv', B: 'factor' }) };
    const found = [{ conv: 'c', factor: 'f', mul: 'y' }];
    expect(find('c = Conv(x[1,2,4,4], W[2,2,1,1]); y = Mul(c, f[2,1,1])', pattern, 'mul')).toEqual(found);
    expect(find('c = Conv(x[1,2,4,4], W[2,2,1,1]); y = Mul(f[2,1,1], c)', pattern, 'mul')).toEqual(found);
  });

  test('takes the inputs of other operators as they are', () => {
    const pattern = { conv: op('Conv'), divisor: constant(), div: op('Div', { A: 'conv', B: 'divisor' }) };
    expect(find('c = Conv(x[1,2,4,4], W[2,2,1,1]); y = Div(f[2,1,1], c)', pattern, 'div')).toEqual([]);
  });

  test('finds every way to match', () => {
    const pattern = { conv: op('Conv'), add: op('Add', { A: 'conv' }) };
    const text = 'c = Conv(x[1,2,4,4], W[2,2,1,1]); d = Conv(x, V[2,2,1,1]); y = Add(c, d)';
    expect(find(text, pattern, 'add').map(({ conv }) => conv)).toEqual(['c', 'd']);
  });

  test('wants the same value where it says the same name', () => {
    const pattern = { x: value(), sigmoid: op('Sigmoid', { X: 'x' }), mul: op('Mul', { A: 'x', B: 'sigmoid' }) };
    expect(find('a = Tanh(x[2]); y = Mul(a, Sigmoid(a))', pattern, 'mul')).toHaveLength(1);
    expect(find('a = Tanh(x[2]); y = Mul(x, Sigmoid(a))', pattern, 'mul')).toEqual([]);
  });

  test('goes through an optional node that is missing', () => {
    const pattern = { conv: op('Conv'), scale: optional(op('Mul', { A: 'conv' })), relu: op('Relu', { X: 'scale' }) };
    const start = 'c = Conv(x[1,2,4,4], W[2,2,1,1]);';
    expect(find(`${start} m = Mul(c, f[2,1,1]); y = Relu(m)`, pattern, 'relu')).toEqual([
      { conv: 'c', scale: 'm', relu: 'y' },
    ]);
    expect(find(`${start} y = Relu(c)`, pattern, 'relu')).toEqual([{ conv: 'c', scale: '-', relu: 'y' }]);
  });

  test('ignores input names that an alternative does not have', () => {
    const pattern = { conv: op('Conv'), activation: op(['Relu', 'Clip'], { X: 'conv', input: 'conv' }) };
    expect(find('y = Clip(Conv(x[1,2,4,4], W[2,2,1,1]))', pattern, 'activation')).toHaveLength(1);
  });

  test('wants constants that nobody can replace', () => {
    const pattern = { factor: constant(), mul: op('Mul', { B: 'factor' }) };
    expect(find('y = Mul(x[2], x1[2])', pattern, 'mul')).toEqual([]);
  });
});

test('a matched node answers in the order of the pattern', () => {
  const graph = parseGraph('c = Conv(x[1,2,4,4], W[2,2,1,1]); y = Sub(c, c); z = Add(f[2,1,1], c); return z');
  const add = topologicalOrder(graph).find((node) => node.opType === 'Add');
  const [match] = add ? matchesAt(graph, add, { conv: op('Conv'), add: op('Add', { A: 'conv' }) }, 'add') : [];
  expect(match?.add.input('A')).toBe(match?.conv.output);
  expect(match?.add.constant('B')?.dims).toEqual([2, 1, 1]);
  expect(match?.conv.attributes.group).toBe(1);
});

test('mistakes in a pattern do not compile', () => {
  const base = { name: 'r', summary: '', example: { before: '', after: '' }, rewrite: () => {} };
  // @ts-expect-error Conv has no input of this name
  op('Conv', { Y: 'a' });
  // @ts-expect-error nor beside one that it has
  op('Conv', { X: 'a', Y: 'b' });
  // @ts-expect-error there is no such operator
  op('Convolution');
  // @ts-expect-error the pattern has no such name
  defineRule({ ...base, root: 'relu', pattern: { conv: op('Conv'), relu: op('Relu', { X: 'cnv' }) } });
  expect(() =>
    // @ts-expect-error nor a root of this name
    defineRule({ ...base, root: 'nothing', pattern: { conv: op('Conv') } }),
  ).toThrow('The root of r is no node');
  defineRule({
    ...base,
    root: 'conv',
    pattern: { conv: op('Conv') },
    rewrite: ({ conv }, patch) => {
      // @ts-expect-error Conv has no such attribute
      conv.attributes.epsilon;
      // @ts-expect-error nor such an input
      conv.input('scale');
      // @ts-expect-error nor can one be added
      patch.add('Conv', { inputs: { scale: conv.input('X') }, origins: [] });
    },
  });
});
