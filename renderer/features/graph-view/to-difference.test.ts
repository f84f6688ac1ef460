import { expect, test } from 'vitest';
import { inceptionLike } from './testing/sample-graphs.ts';
import { toDifference } from './to-difference.ts';

const graphs = inceptionLike(1);
const [first] = graphs.before.boxes.filter(({ title }) => title === 'Flatten');
if (first === undefined) throw new Error('the sample has no Flatten');
const copy = { ...first, id: 'c1:2', title: 'Copy', change: 'added', origins: [] } as const;
const [consumer] = graphs.after.boxes.filter(({ origins }) => origins.includes(0));
if (consumer === undefined) throw new Error('the sample has no first layer');
const difference = toDifference({
  ...graphs,
  after: {
    boxes: [...graphs.after.boxes.filter(({ origins }) => !origins.includes(first.origins[0] ?? -1)), copy],
    edges: [...graphs.after.edges, { from: copy.id, to: consumer.id, value: 'v', label: '' }],
  },
});
const changeOf = (title: string) => difference.boxes.find((box) => box.title === title)?.change;

test('the difference says of each node what became of it', () => {
  expect(changeOf('Flatten')).toBe('removed');
  expect(changeOf('BatchNormalization')).toBe('fused');
  expect(changeOf('MaxPool')).toBe('kept');
});

test('what fusion added is joined to the nodes of the boxes around it', () => {
  expect(changeOf('Copy')).toBe('added');
  expect(difference.edges).toContainEqual({ from: copy.id, to: 'n0', value: 'v', label: '' });
});

test('all nodes of the original are in it, and nothing else', () => {
  expect(difference.boxes).toHaveLength(graphs.before.boxes.length + 1);
});
