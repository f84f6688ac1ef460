import { useDeferredValue, useMemo, useState } from 'react';
import type { Selection, ViewStore } from '../../stores/view-store.ts';
import type { Shown } from './graph-toolbar.tsx';
import { requireBox } from './scene.ts';
import { findBoxes } from './search.ts';
import { type PaneName, type Scenes, toSelection } from './selection.ts';

/** The search over the graphs that are shown: matches in the original first, then in the fused graph. */
export function useSearch(scenes: Scenes, shown: Shown, selection: Selection | undefined, view: ViewStore) {
  const [query, setQuery] = useState('');
  const deferredQuery = useDeferredValue(query);
  const { matches, found } = useMemo(() => {
    const inPane = (pane: PaneName) => {
      const scene = scenes[pane];
      return scene === undefined || (shown !== 'both' && shown !== pane) ? [] : findBoxes(scene, deferredQuery);
    };
    const before = inPane('before');
    const after = inPane('after');
    const toMatch = (pane: PaneName) => (box: number) => ({ pane, box });
    return {
      matches: [...before.map(toMatch('before')), ...after.map(toMatch('after'))],
      found: { before: new Set(before), after: new Set(after) },
    };
  }, [scenes, shown, deferredQuery]);

  const matchIndex = useMemo(() => {
    if (selection?.box === undefined) return -1;
    return matches.findIndex(
      ({ pane, box }) => pane === selection.source && scenes[pane]?.graph.boxes[box]?.id === selection.box,
    );
  }, [matches, selection, scenes]);

  const step = (direction: 1 | -1) => {
    const start = matchIndex === -1 && direction === -1 ? 0 : matchIndex;
    const match = matches[(start + direction + matches.length) % matches.length];
    const scene = match && scenes[match.pane];
    if (match && scene) view.getState().select(toSelection(requireBox(scene, match.box), match.pane));
  };

  return { found, box: { query, matchCount: matches.length, matchIndex, onQuery: setQuery, onStep: step } };
}
