import { expect } from 'vitest';
import type { Graph } from '../ir/graph.ts';
import { requireValue } from '../ir/query.ts';
import { type Tensor, tensorNumbers } from '../ir/tensor.ts';
import { runGraph } from './run-graph.ts';
import { seededFeeds } from './seeded-feeds.ts';

export { sqnrDb } from './sqnr.ts';

export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

export interface EquivalenceOptions extends Tolerance {
  /** Extents of open dimensions by name; 2 where absent. */
  readonly dims?: Readonly<Record<string, number>>;
}

/**
 * Expects two graphs to have inputs and outputs of the same names and to give the same outputs for the same seeded inputs:
 * |after - before| <= atol + rtol * |before| for every element. Both run with the runtime's own optimizations off.
 */
export async function expectEquivalent(before: Graph, after: Graph, options: EquivalenceOptions): Promise<void> {
  expect(namesOf(after, after.outputs)).toEqual(namesOf(before, before.outputs));
  const feeds = seededFeeds(before, options.dims);
  const [wanted, found] = [await runGraph(before, feeds), await runGraph(after, feeds)];
  namesOf(before, before.outputs).forEach((name, index) => {
    const [a, b] = [wanted[index], found[index]];
    expect(b && { name, dataType: b.dataType, dims: b.dims }).toEqual(
      a && { name, dataType: a.dataType, dims: a.dims },
    );
    if (a && b) expect({ name, worst: findWorst(a, b, options) }).toEqual({ name, worst: undefined });
  });
}

function findWorst(reference: Tensor, actual: Tensor, { rtol, atol }: Tolerance) {
  const [a, b] = [tensorNumbers(reference), tensorNumbers(actual)];
  let worst:
    | { readonly index: number; readonly before: number; readonly after: number; readonly excess: number }
    | undefined;
  for (let index = 0; index < a.length; index++) {
    const [before, after] = [a[index] ?? 0, b[index] ?? 0];
    if (Object.is(before, after)) continue;
    const excess = Math.abs(after - before) - (atol + rtol * Math.abs(before));
    if (!(excess <= 0) && !(excess <= (worst?.excess ?? 0))) worst = { index, before, after, excess };
  }
  return worst;
}

const namesOf = (graph: Graph, ids: Graph['outputs']): readonly string[] =>
  ids.map((id) => requireValue(graph, id).name);
