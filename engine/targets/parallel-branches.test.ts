import { describe, expect, test } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { costOfGraph } from '../ops/cost-of.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { optimize } from '../passes/optimize.ts';
import { findParallelBranches } from './parallel-branches.ts';
import type { TargetName } from './target.ts';

function find(text: string, target: TargetName = 'portable') {
  const { graph } = optimize(inferTypes(parseGraph(text)), { target });
  const { macsByNode } = costOfGraph(graph);
  const found = findParallelBranches(graph, ({ id }) => macsByNode.get(id) ?? 0);
  const typeOf = (id: number | undefined) => [...graph.nodes.values()].find((node) => node.id === id)?.opType;
  return {
    ...found,
    branches: found.branches.map(({ fork, join, lanes }) => ({
      fork: typeOf(fork),
      join: typeOf(join),
      lanes: lanes.map(({ nodeIds }) => nodeIds.map(typeOf).join(' ')),
    })),
  };
}

const module = `
  p = Relu(x[1,4,8,8])
  a = Conv(p, A[4,4,1,1])
  b = Conv(Conv(p, B[4,4,1,1]), C[4,4,3,3]){pads=[1,1,1,1]}
  c = MaxPool(p){kernel_shape=[3,3], pads=[1,1,1,1]}
  y = Concat(a, b, c){axis=1}`;

describe('parallel branches', () => {
  test('of an inception module are its lanes, the costliest first', () => {
    const { branches, criticalMacs, totalMacs } = find(module);
    expect(branches).toEqual([{ fork: 'Relu', join: 'Concat', lanes: ['Conv Conv', 'Conv', 'MaxPool'] }]);
    // 1x1 convolutions do 8*8*4*4 multiply-accumulates, the 3x3 one nine times as many.
    expect({ criticalMacs, totalMacs }).toEqual({ criticalMacs: 10 * 1024, totalMacs: 11 * 1024 });
  });

  test('are kernels where the target fuses', () => {
    const relu = module.replace('a = Conv(p, A[4,4,1,1])', 'a = Relu(Conv(p, A[4,4,1,1]))');
    expect(find(relu, 'onnxruntime-cpu').branches[0]?.lanes).toEqual(['Conv Conv', 'Conv Relu', 'MaxPool']);
  });

  test('of a skip connection without work are none', () =>
    expect(find('r = Relu(x[1,4,8,8]); y = Add(Conv(r, W[4,4,1,1]), r)').branches).toEqual([]));

  test('that exchange values are one', () =>
    expect(
      find('r = Relu(x[1,4,4,4]); a = Conv(r, A[4,4,1,1]); b = Conv(Add(a, r), B[4,4,1,1]); y = Add(a, b)').branches,
    ).toEqual([]));

  test('may start at the inputs and end at the outputs', () =>
    expect(find('a = MatMul(x[2,4], A[4,4]); b = MatMul(x1[2,4], B[4,4]); return a, b').branches).toEqual([
      { fork: undefined, join: undefined, lanes: ['MatMul', 'MatMul'] },
    ]));

  test('are found inside of branches', () => {
    const nested = `
      r = Relu(x[1,4,4,4]); s = Conv(r, A[4,4,1,1]); t = Conv(r, B[4,4,1,1])
      u = Conv(s, C[4,4,1,1]); v = Conv(s, D[4,4,1,1]); y = Concat(Add(u, v), t){axis=1}`;
    expect(find(nested).branches.map(({ fork, join, lanes }) => [fork, join, lanes.length])).toEqual([
      ['Relu', 'Concat', 2],
      ['Conv', 'Add', 2],
    ]);
  });

  test('are found all along a chain', () => {
    const blocks = Array.from(
      { length: 200 },
      (_, at) => `a${at + 1} = Add(Conv(a${at}, W${at}[4,4,1,1]), Conv(a${at}, V${at}[4,4,1,1]))`,
    );
    const text = ['a0 = Relu(x[1,4,4,4])', ...blocks, 'return a200'].join('; ');
    expect(find(text).branches).toHaveLength(200);
  });
});
