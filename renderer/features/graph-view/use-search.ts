import { useDeferredValue, useMemo, useState } from 'react';
import type { Selection, ViewStore } from '../../stores/view-store.ts';
import type { Shown } from './graph-toolbar.tsx';
import { requireBox } from './scene.ts';
import { findBoxes } from './search.ts';
import { type PaneName, type Scenes, toSelection } from './selection.ts';

interface Matches {
  readonly list: readonly { readonly pane: PaneName; readonly box: number }[];
  readonly found: Readonly<Record<PaneName, ReadonlySet<number>>>;
}

/** Matches in the graphs that are shown: those in the original first, then those in the fused graph. */
function findMatches(scenes: Scenes, shown: Shown, query: string): Matches {
  const inPane = (pane: PaneName) => {
    const scene = scenes[pane];
    return scene === undefined || (shown !== 'both' && shown !== pane) ? [] : findBoxes(scene, query);
  };
  const before = inPane('before');
  const after = inPane('after');
  const toMatch = (pane: PaneName) => (box: number) => ({ pane, box });
  return {
    list: [...before.map(toMatch('before')), ...after.map(toMatch('after'))],
    found: { before: new Set(before), after: new Set(after) },
  };
}

/** The search box's state and what it found. */
export function useSearch(scenes: Scenes, shown: Shown, selection: Selection | undefined, view: ViewStore) {
  const [query, setQuery] = useState('');
  const deferredQuery = useDeferredValue(query);
  const { list, found } = useMemo(() => findMatches(scenes, shown, deferredQuery), [scenes, shown, deferredQuery]);

  const matchIndex = useMemo(() => {
    if (selection?.box === undefined) return -1;
    return list.findIndex(
      ({ pane, box }) => pane === selection.source && scenes[pane]?.graph.boxes[box]?.id === selection.box,
    );
  }, [list, selection, scenes]);

  const step = (direction: 1 | -1) => {
    // Enter may come before the deferred search did.
    const matches = query === deferredQuery ? list : findMatches(scenes, shown, query).list;
    const start = matchIndex === -1 && direction === -1 ? 0 : matchIndex;
    const match = matches[(start + direction + matches.length) % matches.length];
    const scene = match && scenes[match.pane];
    if (match && scene) view.getState().select(toSelection(requireBox(scene, match.box), match.pane));
  };

  return { found, box: { query, matchCount: list.length, matchIndex, onQuery: setQuery, onStep: step } };
}
