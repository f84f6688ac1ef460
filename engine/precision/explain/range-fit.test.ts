import { expect, test } from 'vitest';
import type { ValueId } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { rangeFits } from './range-fit.ts';

const graph = parseGraph('a = Relu(x[1,4]); b = Relu(a); y = Relu(b)');

const idOf = (name: string): ValueId => {
  const found = [...graph.values.values()].find((value) => value.name === name);
  if (!found) throw new Error(name);
  return found.id;
};

/** 1,000 bins over [0, 10]: all values below 1, but `outliers` of them at 10. */
function valueWith(outliers: number, threshold: number) {
  const counts = new Float64Array(1000).fill(100, 0, 100);
  counts[999] = outliers;
  const range = { min: 0, max: 10 };
  return { range, averageRange: range, threshold: { min: 0, max: threshold }, histogram: { min: 0, max: 10, counts } };
}

test('tells what saturates from what is wide for the sake of few, and leaves the inputs out', () => {
  const { saturated, widened } = rangeFits(graph, {
    values: new Map([
      [idOf('a'), valueWith(5, 10)],
      [idOf('b'), valueWith(500, 1)],
      [idOf('x'), valueWith(5, 10)],
    ]),
  });
  expect(widened.map(({ name }) => name)).toEqual(['a']);
  expect(widened[0]?.widening).toBeCloseTo(10, 6);
  expect(saturated.map(({ name }) => name)).toEqual(['b']);
  expect(saturated[0]?.saturatedShare).toBeCloseTo(500 / 10_500, 9);
});

test('says nothing of values without a histogram', () => {
  const { histogram: _, ...value } = valueWith(5, 10);
  expect(rangeFits(graph, { values: new Map([[idOf('a'), value]]) })).toEqual({ saturated: [], widened: [] });
});
