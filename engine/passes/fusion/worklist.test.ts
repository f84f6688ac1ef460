import { describe, expect, test } from 'vitest';
import { InvariantError } from '../../errors.ts';
import type { Graph } from '../../ir/graph.ts';
import { parseGraph } from '../../ir/parse.ts';
import { printGraph } from '../../ir/print.ts';
import { targetOf } from '../../targets/targets.ts';
import { reservesNothing } from '../rule-switches.ts';
import { op } from './match.ts';
import { defineRule, type FusionRule } from './rule.ts';
import { applyRules } from './worklist.ts';

const target = targetOf('portable');
const named = (name: string) => ({ name, summary: '', example: { before: '', after: '' } });

/** Replaces Relu of Relu by Relu. */
const joinRelus = defineRule({
  ...named('join-relus'),
  root: 'second',
  pattern: { first: op('Relu'), second: op('Relu', { X: 'first' }) },
  rewrite: ({ first, second }, patch) =>
    patch.replace(
      second.output,
      patch.addLike(second, { inputs: { X: first.input('X') }, origins: [first.id, second.id] }),
    ),
});

/** A rule that counts how often it is tried. */
function counted(rule: FusionRule): FusionRule & { readonly tries: () => number } {
  let count = 0;
  return {
    ...rule,
    tries: () => count,
    tryAt: (...args) => {
      count++;
      return rule.tryAt(...args);
    },
  };
}

function run(graph: Graph, rules: readonly FusionRule[]) {
  const trace = { applied: [], refused: [] };
  return { graph: applyRules(graph, rules, { target, ...reservesNothing }, trace), trace };
}

const chain = (length: number) => parseGraph(`y = Exp(${'Relu('.repeat(length)}x[2]${')'.repeat(length)})`);

test('applies a rule wherever it fits, also where it fits only then', () => {
  const { graph, trace } = run(chain(9), [joinRelus]);
  expect(printGraph(graph)).toBe('t1 = Relu(x[2])\nt2 = Exp(t1)\nreturn t2');
  expect(trace.applied).toHaveLength(8);
});

test('tries in proportion to the work, not to nodes times changes', () => {
  const triesFor = (length: number): number => {
    const rule = counted(joinRelus);
    run(chain(length), [rule]);
    return rule.tries();
  };
  expect(triesFor(800) / triesFor(200)).toBeLessThan(4.5);
  expect(triesFor(800)).toBeLessThan(800 * 10);
});

test('of two rules that fit, the first in the list wins', () => {
  const exp = (to: 'Sin' | 'Cos') =>
    defineRule({
      ...named(to),
      root: 'exp',
      pattern: { exp: op('Exp') },
      rewrite: ({ exp: node }, patch) =>
        patch.replace(node.output, patch.add(to, { inputs: { input: node.input('input') }, origins: [node.id] })),
    });
  const names = (rules: readonly FusionRule[]) => printGraph(run(parseGraph('y = Exp(x[2])'), rules).graph);
  expect(names([exp('Sin'), exp('Cos')])).toContain('Sin');
  expect(names([exp('Cos'), exp('Sin')])).toContain('Cos');
});

describe('refusals', () => {
  /** Takes out Neg, but only once the graph has no Exp left: a condition that nothing near tells of. */
  const patient = defineRule({
    ...named('patient'),
    root: 'neg',
    pattern: { neg: op('Neg') },
    guard: ({ neg }, graph) =>
      [...graph.nodes.values()].some((node) => node.opType === 'Exp')
        ? { reason: 'there is an Exp', nodeIds: [neg.id] }
        : undefined,
    rewrite: ({ neg }, patch) =>
      patch.replace(neg.output, patch.add('Abs', { inputs: { X: neg.input('X') }, origins: [neg.id] })),
  });
  const removeExp = defineRule({
    ...named('remove-exp'),
    root: 'exp',
    pattern: { exp: op('Exp') },
    rewrite: ({ exp }, patch) =>
      patch.replace(exp.output, patch.add('Sin', { inputs: { input: exp.input('input') }, origins: [exp.id] })),
  });
  const far = parseGraph(`a = Neg(x[2]); b = ${'Tanh('.repeat(20)}x1[2]${')'.repeat(20)}; c = Exp(b); return a, c`);

  test('are looked at again when something changed far away', () => {
    const { graph, trace } = run(far, [patient, removeExp]);
    expect(printGraph(graph)).toContain('Abs');
    expect(trace.refused).toEqual([]);
  });

  test('that remain are told by rule and root', () => {
    const { trace } = run(far, [patient]);
    expect(trace.refused).toMatchObject([{ rule: { name: 'patient' } }]);
  });
});

test('a value that half the graph reads does not hide a match', () => {
  const readers = Array.from({ length: 100 }, (_, index) => `y${index} = Relu(r)`);
  const names = readers.map((_, index) => `y${index}`).join(', ');
  const graph = parseGraph(['q = Relu(x[2])', 'r = Relu(q)', ...readers, `return ${names}`].join('\n'));
  const after = run(graph, [joinRelus]).graph;
  expect([...after.nodes.values()].every((node) => after.producers.get(node.inputs[0] ?? -1) === undefined)).toBe(true);
});

test('a rule that never ends is named', () => {
  const endless = defineRule({
    ...named('swap-operands'),
    root: 'add',
    pattern: { add: op('Add') },
    rewrite: ({ add }, patch) =>
      patch.replace(
        add.output,
        patch.add('Add', { inputs: { A: add.input('B'), B: add.input('A') }, origins: [add.id] }),
      ),
  });
  const graph = parseGraph('y = Add(x[2], x1[2])');
  expect(() => run(graph, [endless])).toThrow(InvariantError);
  expect(() => run(graph, [endless])).toThrow('swap-operands is still changing the graph');
});

test('a rule that makes a node read its own output is named', () => {
  const circular = defineRule({
    ...named('circular'),
    root: 'exp',
    pattern: { exp: op('Exp') },
    rewrite: ({ exp }, patch) =>
      patch.replace(exp.output, patch.add('Sin', { inputs: { input: exp.output }, origins: [exp.id] })),
  });
  expect(() => run(parseGraph('y = Exp(x[2])'), [circular])).toThrow('circular: Sin uses its own output');
});
