import { expect, it } from 'vitest';
import { parseGraph } from '../../ir/parse.ts';
import { isNonNegative } from './non-negative.ts';

const isCertain = (text: string): boolean => {
  const graph = parseGraph(text);
  return graph.outputs.every((id) => isNonNegative(graph, id));
};

it('is certain of what activations give, and of what is taken from that', () => {
  expect(
    isCertain('y = MaxPool(Concat(Relu(x[1,3,4,4]), Sigmoid(x)){axis=1}){kernel_shape=[2,2], dilations=[1,1]}'),
  ).toBe(true);
  expect(isCertain('a, b = Split(Relu(x[1,4,4,4]), int64{2,2}){axis=1}; return a, b')).toBe(true);
});

it('is not certain of an input, or of a window that may see nothing but padding', () => {
  expect(isCertain('y = MaxPool(Concat(Relu(x[1,3,4,4]), x){axis=1}){kernel_shape=[2,2]}')).toBe(false);
  expect(isCertain('y = MaxPool(Relu(x[1,3,1,1])){kernel_shape=[2,2], dilations=[2,2], pads=[1,1,1,1]}')).toBe(false);
});

it('looks at a value once, however often it is concatenated', () => {
  const many = (name: string) => Array.from({ length: 300 }, () => name).join(', ');
  const nested = ['r', 'a', 'b', 'c']
    .map((name, index) => `${'abcd'[index]} = Concat(${many(name)}){axis=1}`)
    .join('; ');
  const begin = performance.now();
  expect(isCertain(`r = Relu(x[1,1,1,1]); ${nested}; return d`)).toBe(true);
  expect(performance.now() - begin).toBeLessThan(2000);
});
