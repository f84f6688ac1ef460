import { isFloat } from '../ir/data-type.ts';
import type { Graph } from '../ir/graph.ts';
import { requireValue } from '../ir/query.ts';
import { elementCountOf } from '../ir/shape.ts';
import { type Tensor, tensorOfNumbers } from '../ir/tensor.ts';

/**
 * Inputs for a graph, the same each time: floats from -2 to 2, integers and bools 0 or 1. An open dimension is `openDim`
 * unless `dims` says otherwise by its name.
 */
export function seededFeeds(
  graph: Graph,
  dims: Readonly<Record<string, number>> = {},
  openDim = 2,
): ReadonlyMap<string, Tensor> {
  const next = mulberry32(42);
  return new Map(
    graph.inputs.map((id) => {
      const { name, type } = requireValue(graph, id);
      if (type?.kind !== 'tensor' || !type.dataType || !type.shape)
        throw new TypeError(`The type of input ${name} is not known`);
      const { dataType } = type;
      const extents = type.shape.map((dim) => (typeof dim === 'number' ? dim : (dims[dim ?? ''] ?? openDim)));
      const values = Array.from({ length: elementCountOf(extents) }, () =>
        isFloat(dataType) ? 4 * next() - 2 : Math.round(next()),
      );
      return [name, tensorOfNumbers(dataType, extents, values)];
    }),
  );
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
