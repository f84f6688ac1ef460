import { describe, expect, test } from 'vitest';
import type { BoxView, GraphView } from '../../../../engine/view/graph-view.ts';
import { bertLike } from '../testing/sample-graphs.ts';
import { openedAround, openedAtStart, toggledPart } from './opened-parts.ts';
import { sameParts, toScopeTree } from './scope-tree.ts';
import { partBoxId, toVisibleGraph } from './visible-graph.ts';

/** A chain of boxes: 'encoder/layer.0:MatMul' is a MatMul in that part. */
function chainOf(texts: readonly string[]): GraphView {
  const boxes = texts.map((text, index): BoxView => {
    const [scope = '', title = ''] = text.split(':');
    return {
      id: `n${index}`,
      title,
      name: text,
      category: 'other',
      scope: scope.split('/').filter(Boolean),
      origins: [index],
      change: 'kept',
      counted: true,
      domain: '',
      inputs: [],
      outputs: [],
      attributes: [],
      parameterCount: 1,
      macs: 2,
    };
  });
  const edges = boxes.slice(1).map(({ id }, index) => ({ from: `n${index}`, to: id, value: `v${index}`, label: '' }));
  return { boxes, edges };
}

const operatorsOfBlock = ['MatMul', 'Add', 'Relu', 'Add', 'Mul', 'Erf', 'Add', 'Tanh'];

const block = (scope: string, operators = operatorsOfBlock) => operators.map((operator) => `${scope}:${operator}`);

const titlesOf = (graph: GraphView) => toScopeTree(graph).parts.map(({ title }) => title);

describe('the parts of a graph', () => {
  test('are its scopes, each inside the one around it', () => {
    const { parts, partOfBox } = toScopeTree(chainOf([':Mul', ...block('a'), ...block('a/b'), ...block('c')]));
    expect(parts.map(({ path, parent, boxCount }) => [path, parent, boxCount])).toEqual([
      ['a', -1, 16],
      ['a/b', 0, 8],
      ['c', -1, 8],
    ]);
    const eight = (part: number) => Array<number>(8).fill(part);
    expect(Array.from(partOfBox)).toEqual([-1, ...eight(0), ...eight(1), ...eight(2)]);
  });

  test('leave out what is too small to be worth a box', () => {
    expect(titlesOf(chainOf([...block('a'), ...block('a/query', ['MatMul', 'Add'])]))).toEqual(['a']);
  });

  test('skip a part that holds nothing but another one', () => {
    expect(titlesOf(chainOf([':Mul', ...block('model/stem'), ...block('head')]))).toEqual(['model/stem', 'head']);
  });

  test('join equal neighbours, named after what they repeat', () => {
    const layers = ['layer.0', 'layer.1', 'layer.2'].flatMap((layer) => block(`encoder/${layer}`));
    const { parts } = toScopeTree(chainOf([':Mul', ...layers]));
    expect(parts.map(({ title, repeatCount }) => [title, repeatCount])).toEqual([
      ['3 × encoder layer', 3],
      ['layer.0', 1],
      ['layer.1', 1],
      ['layer.2', 1],
    ]);
  });

  test('join only the neighbours that are equal', () => {
    const odd = block('stage/block.0', ['MatMul', 'Add', 'Relu', 'Conv', 'Mul', 'Erf', 'Add', 'Tanh']);
    const equal = [1, 2, 3].flatMap((index) => block(`stage/block.${index}`));
    expect(titlesOf(chainOf([...odd, ...equal]))).toEqual([
      'stage',
      'block.0',
      '3 × stage block',
      'block.1',
      'block.2',
      'block.3',
    ]);
  });

  test('are not joined where their connections differ', () => {
    const operators = ['MatMul', 'Add', 'Relu', 'Sub', 'Mul', 'Erf', 'Tanh', 'Exp'];
    const other = operators.toReversed();
    const graph = chainOf([...block('l.0', operators), ...block('l.1', other), ...block('l.2', operators)]);
    expect(titlesOf(graph)).toEqual(['l.0', 'l.1', 'l.2']);
  });

  test('none where no name tells any', () => {
    expect(toScopeTree(chainOf([':Conv', ':Relu'])).parts).toEqual([]);
  });
});

test('another graph of the model has the same parts', () => {
  const tree = toScopeTree(chainOf([...block('a'), ...block('b'), ...block('b/c')]));
  const fused = chainOf(['a/conv:Conv + Relu', 'b/c/d:MatMul', 'b:Add', 'elsewhere:Relu']);
  const { parts, partOfBox } = sameParts(tree, fused);
  expect(Array.from(partOfBox, (part) => parts[part]?.path)).toEqual(['a', 'b/c', 'b', undefined]);
});

describe('the visible graph', () => {
  const graph = chainOf([':Mul', ...block('a'), ...block('a/b'), ':Relu']);
  const tree = toScopeTree(graph);

  test('shows a closed part as one box with what it holds', () => {
    const visible = toVisibleGraph(graph, tree, new Set());
    expect(visible.boxes.map(({ title }) => title)).toEqual(['Mul', 'a', 'Relu']);
    expect(visible.boxes[1]).toMatchObject({ id: partBoxId('a'), parameterCount: 16, macs: 32, category: 'part' });
    expect(visible.boxes[1]?.origins).toHaveLength(16);
    expect(visible.edges.map(({ from, to }) => [from, to])).toEqual([
      ['n0', 's:a'],
      ['s:a', 'n17'],
    ]);
  });

  test('shows an open part as a frame around its boxes and its closed parts', () => {
    const { boxes, frames, frameOfBox } = toVisibleGraph(graph, tree, new Set(['a']));
    expect(boxes.map(({ title }) => title)).toEqual(['Mul', ...operatorsOfBlock, 'b', 'Relu']);
    expect(frames).toEqual([{ path: 'a', title: 'a', parent: -1 }]);
    expect(frameOfBox).toEqual([-1, ...Array<number>(9).fill(0), -1]);
  });

  test('keeps a part closed that is open inside a closed one', () => {
    expect(toVisibleGraph(graph, tree, new Set(['a/b'])).boxes).toHaveLength(3);
  });

  test('shows everything with all parts open', () => {
    const visible = toVisibleGraph(graph, tree, new Set(['a', 'a/b']));
    expect(visible.boxes).toEqual(graph.boxes);
    expect(visible.edges).toEqual(graph.edges);
    expect(visible.frames.map(({ parent }) => parent)).toEqual([-1, 0]);
  });
});

describe('open parts', () => {
  const { before } = bertLike(12);
  const tree = toScopeTree(before);

  test('at first are so few that the picture stays small', () => {
    const { boxes } = toVisibleGraph(before, tree, openedAtStart(tree));
    expect(boxes.length).toBeGreaterThan(3);
    expect(boxes.length).toBeLessThanOrEqual(40);
  });

  test('open and close one by one', () => {
    const opened = toggledPart(new Set(['a']), 'b');
    expect([...opened]).toEqual(['a', 'b']);
    expect([...toggledPart(opened, 'a')]).toEqual(['b']);
  });

  test('around a box let it be seen', () => {
    const box = before.boxes.findIndex(({ name }) => name.includes('layer.7/attention'));
    const opened = openedAround(tree, box, new Set());
    expect(toVisibleGraph(before, tree, opened).boxes).toContain(before.boxes[box]);
  });
});
