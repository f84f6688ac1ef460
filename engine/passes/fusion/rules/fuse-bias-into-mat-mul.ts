import type { Graph, ValueId } from '../../../ir/graph.ts';
import { requireValue } from '../../../ir/query.ts';
import { refuse, requireConstant, requireKernel, requireSoleConsumer } from '../guards.ts';
import { isAlone } from '../layer-members.ts';
import { constant, type MatchedConstant, op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { firstRefusal, type Refusal } from '../refusal.ts';
import { defineLayerRule } from '../rule.ts';
import { isColumnBias } from '../scalars.ts';

/**
 * Adds a constant bias inside the product with constant weights before it.
 * Shapes: A [..., M, K], B [K, N], bias [N]. The nodes stay MatMul and Add: integer kernels are found by that form.
 */
export const fuseBiasIntoMatMul = defineLayerRule({
  name: 'fuse-bias-into-mat-mul',
  summary: 'MatMul by weights -> Add of a bias runs as one kernel',
  example: { before: 'y = Add(MatMul(x[2,8], W[8,4]), b[4])', after: 'MatMul + Add' },
  root: 'add',
  pattern: { matMul: op('MatMul'), bias: constant(), add: op('Add', { A: 'matMul', B: 'bias' }) },
  where: ({ matMul, add }, graph) => isAlone(graph, add.node) && isAlone(graph, matMul.node),
  guard: ({ matMul, bias, add }, graph, target) =>
    firstRefusal(
      requireSoleConsumer(graph, matMul, add),
      requireConstant(graph, matMul, 'B'),
      requireColumnBias(graph, matMul, bias),
      requireKernel(graph, target, 'matMul', [matMul.node, add.node]),
    ),
});

function requireColumnBias(graph: Graph, matMul: MatchedNode<'MatMul'>, bias: MatchedConstant): Refusal | undefined {
  const columns = matMul.constant('B')?.dims.at(-1) ?? 0;
  if (isColumnBias(bias.tensor, columns)) return undefined;
  return refuse(matMul, `the addend ${nameOf(graph, bias.id)} [${bias.tensor.dims}] is no bias of ${columns} columns`);
}

const nameOf = (graph: Graph, id: ValueId): string => `"${requireValue(graph, id).name}"`;
