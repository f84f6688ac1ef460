import { describe, expect, it } from 'vitest';
import type { RuleView } from '../../engine/view/graph-view.ts';
import { createRewriteStore } from './rewrite-store.ts';
import {
  areKept,
  countSwitches,
  isFusionOn,
  isRuleOn,
  noSwitches,
  toggleFusion,
  toggleKept,
  toggleRule,
  toWireSwitches,
} from './rewrite-switches.ts';

const usual: RuleView = { name: 'fuse-batch-norm-into-conv', summary: '' };
const offByDefault: RuleView = {
  name: 'merge-sibling-convs',
  summary: '',
  optional: { isDefault: false, reason: 'Not measured.' },
};
const fusion = { rule: usual.name, origins: [1, 2] };

describe('switches', () => {
  it('turn a rule off and on again', () => {
    const off = toggleRule(noSwitches, usual);
    expect([off.disabledRules, isRuleOn(off, usual)]).toEqual([[usual.name], false]);
    expect(toggleRule(off, usual)).toEqual(noSwitches);
  });

  it('turn a rule on that is off by default', () => {
    expect(isRuleOn(noSwitches, offByDefault)).toBe(false);
    const on = toggleRule(noSwitches, offByDefault);
    expect([on.enabledRules, isRuleOn(on, offByDefault)]).toEqual([[offByDefault.name], true]);
    expect(toggleRule(on, offByDefault)).toEqual(noSwitches);
  });

  it('leave out a single fusion, told by its rule and its nodes', () => {
    const left = toggleFusion(noSwitches, fusion);
    expect(isFusionOn(left, { ...fusion, origins: [1, 2] })).toBe(false);
    expect(isFusionOn(left, { ...fusion, origins: [1, 3] })).toBe(true);
    expect(isFusionOn(left, { ...fusion, rule: 'another' })).toBe(true);
    expect(toggleFusion(left, fusion)).toEqual(noSwitches);
  });

  it('keep all nodes of a box, also where some of them were kept before', () => {
    const some = toggleKept(noSwitches, [3]);
    expect(areKept(some, [3, 4])).toBe(false);
    const all = toggleKept(some, [3, 4]);
    expect([areKept(all, [3, 4]), all.keptNodes]).toEqual([true, [3, 4]]);
    expect(toggleKept(all, [3, 4]).keptNodes).toEqual([]);
  });

  it('are counted, and cross to the engine under its names', () => {
    const switches = toggleKept(toggleFusion(toggleRule(noSwitches, usual), fusion), [7]);
    expect(countSwitches(switches)).toBe(3);
    expect(toWireSwitches(switches)).toEqual({
      disabledRules: [usual.name],
      enabledRules: [],
      keepNodes: [7],
      skippedFusions: [fusion],
    });
  });
});

describe('rewrite store', () => {
  it('goes back and forth through what was switched', () => {
    const store = createRewriteStore();
    const { change, undo, redo } = store.getState();
    change((switches) => toggleRule(switches, usual));
    change((switches) => toggleFusion(switches, fusion));
    undo();
    expect(countSwitches(store.getState().switches)).toBe(1);
    undo();
    undo();
    expect(store.getState().switches).toBe(noSwitches);
    redo();
    redo();
    redo();
    expect(countSwitches(store.getState().switches)).toBe(2);
  });

  it('forgets what was undone once something else is switched', () => {
    const store = createRewriteStore();
    const { change, undo, redo } = store.getState();
    change((switches) => toggleRule(switches, usual));
    undo();
    change((switches) => toggleKept(switches, [1]));
    redo();
    expect(store.getState().switches).toEqual({ ...noSwitches, keptNodes: [1] });
  });

  it('resets everything in one step that can be undone', () => {
    const store = createRewriteStore();
    store.getState().change((switches) => toggleRule(switches, usual));
    store.getState().reset();
    expect(countSwitches(store.getState().switches)).toBe(0);
    store.getState().undo();
    expect(countSwitches(store.getState().switches)).toBe(1);
  });
});
