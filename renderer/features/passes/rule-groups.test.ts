import { describe, expect, test } from 'vitest';
import { noSwitches } from '../../stores/rewrite-switches.ts';
import { inceptionGraphs } from '../../testing/graphs.ts';
import { countEntries, filterGroups, groupFusions, groupRefusals, toEntryTitle } from './rule-groups.ts';

const graphs = inceptionGraphs(2);

describe('groupFusions', () => {
  test('groups by rule in the order of the rules', () => {
    const groups = groupFusions(graphs, noSwitches);
    expect(groups.map(({ name, entries }) => [name, entries.length])).toEqual([
      ['fuse-batch-norm-into-conv', 7],
      ['merge-sibling-convs', 2],
    ]);
    expect(countEntries(groups)).toBe(graphs.fusions.length);
  });

  test('keeps a rule that is switched off, so that it can be switched on again', () => {
    const kept = groupFusions({ ...graphs, fusions: [] }, { ...noSwitches, disabledRules: ['merge-sibling-convs'] });
    expect(kept.map(({ name }) => name)).toEqual(['merge-sibling-convs']);
  });

  test('puts rules that nobody describes last', () => {
    const unknown = { ...graphs, rules: graphs.rules.filter(({ name }) => name === 'merge-sibling-convs') };
    expect(groupFusions(unknown, noSwitches).map(({ name, rule }) => [name, rule !== undefined])).toEqual([
      ['merge-sibling-convs', true],
      ['fuse-batch-norm-into-conv', false],
    ]);
  });
});

test('refusals carry their reasons', () => {
  const [group] = groupRefusals(graphs);
  expect(group?.name).toBe('write-branches-into-concat');
  expect(group?.entries[0]?.reason).toMatch(/cannot write in place/);
});

describe('filterGroups', () => {
  const groups = groupFusions(graphs, noSwitches);

  test('keeps entries that contain every word', () => {
    const found = filterGroups(groups, 'inception2 b1');
    expect(found.map(({ entries }) => entries.length)).toEqual([1]);
  });

  test('keeps a whole group whose rule matches', () => {
    expect(filterGroups(groups, 'merge-sibling').map(({ entries }) => entries.length)).toEqual([2]);
  });

  test('finds by reason', () => {
    expect(countEntries(filterGroups(groupRefusals(graphs), 'in place'))).toBe(2);
  });

  test('leaves all without a filter, and nothing where nothing matches', () => {
    expect(filterGroups(groups, ' ')).toBe(groups);
    expect(filterGroups(groups, 'softmax')).toEqual([]);
  });
});

test.each([
  [['/block1/conv/Conv', '/block1/bn/BatchNormalization'], 'conv/Conv, bn/BatchNormalization', 'block1'],
  [['conv'], 'conv', ''],
  [['a/conv', 'b/conv'], 'a/conv, b/conv', ''],
  [['a/b/conv', 'a/b/conv'], 'conv, conv', 'a/b'],
  [['', ''], 'unnamed nodes', ''],
])('titles %j by what tells its nodes apart', (nodes, names, scope) => {
  expect(toEntryTitle(nodes)).toEqual({ names, scope });
});
