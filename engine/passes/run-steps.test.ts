import { expect, test } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { PatchBuilder } from '../ir/patch.ts';
import { topologicalOrder } from '../ir/query.ts';
import { targetOf } from '../targets/targets.ts';
import type { Pass } from './pass.ts';
import { reservesNothing } from './rule-switches.ts';
import { runSteps, type Step } from './run-steps.ts';
import { eliminateIdentity } from './simplify/eliminate-identity.ts';

const run = (text: string, steps: readonly Step[]) => {
  const trace = { applied: [], refused: [] };
  const options = { target: targetOf('portable'), ...reservesNothing, foldSizeLimitBytes: 0 };
  return { graph: runSteps(parseGraph(text), steps, options, trace), trace };
};

const nothing: Pass = { name: 'nothing', summary: '', run: () => undefined };

/** Renames every Neg, so that the graph never settles. */
const restless: Pass = {
  name: 'restless',
  summary: '',
  run: (graph) => {
    const patch = new PatchBuilder(graph);
    for (const node of topologicalOrder(graph)) patch.update(node.id, { name: `${node.name}!` });
    return patch.build();
  },
};

test('ends when no step has anything to do, and tells what was done', () => {
  const { graph, trace } = run('y = Relu(Identity(Identity(x[2])))', [nothing, eliminateIdentity]);
  expect(graph.nodes.size).toBe(1);
  expect(trace.applied).toMatchObject([{ rule: 'eliminate-identity' }, { rule: 'eliminate-identity' }]);
});

test('steps that keep changing each other’s work are named', () => {
  expect(() => run('y = Neg(Identity(x[2]))', [restless, { ...restless, name: 'again' }])).toThrow(
    'restless, again do not settle',
  );
});

test('a pass whose patch breaks the graph is named', () => {
  const broken: Pass = {
    name: 'broken',
    summary: '',
    run: (graph) => {
      const [node] = topologicalOrder(graph);
      const [, spare] = graph.outputs;
      return (
        node && {
          edits: [{ kind: 'set-node', node: { ...node, inputs: [spare ?? node.outputs[0]] } }],
          nextId: graph.nextId,
        }
      );
    },
  };
  expect(() => run('y = Relu(x[2])', [broken])).toThrow('broken: Relu uses its own output');
});
