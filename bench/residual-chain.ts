import type { Graph } from '../engine/ir/graph.ts';
import { parseGraph } from '../engine/ir/parse.ts';
import { inferTypes } from '../engine/ops/infer-types.ts';

const BLOCK_NODES = 5;

/** A chain of residual blocks (Conv, BatchNormalization, Relu, Conv, Add) with at least so many nodes, for measuring how work grows. */
export function residualChain(nodeCount: number): Graph {
  const lines = [
    'a = Conv(x[1,16,8,8], W[16,16,3,3], b[16]){pads=[1,1,1,1]}',
    'n = BatchNormalization(a, s[16], b, m[16], v[16])',
    't0 = Relu(n)',
  ];
  const blockCount = Math.ceil((nodeCount - lines.length) / BLOCK_NODES);
  for (let block = 0; block < blockCount; block++)
    lines.push(
      `a${block} = Conv(t${block}, W, b){pads=[1,1,1,1]}`,
      `n${block} = BatchNormalization(a${block}, s, b, m, v)`,
      `r${block} = Relu(n${block})`,
      `c${block} = Conv(r${block}, W, b){pads=[1,1,1,1]}`,
      `t${block + 1} = Add(c${block}, t${block})`,
    );
  return inferTypes(parseGraph([...lines, `return t${blockCount}`].join('\n')));
}
