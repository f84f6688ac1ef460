import { useDeferredValue, useMemo, useState } from 'react';
import type { BoxView } from '../../../engine/view/graph-view.ts';
import type { Selection } from '../../stores/view-store.ts';
import type { Shown } from './graph-toolbar.tsx';
import type { Scene } from './scene.ts';
import { findBoxes } from './search.ts';
import type { PaneName, Scenes } from './selection.ts';

interface Match {
  readonly pane: PaneName;
  readonly box: BoxView;
}

interface Matches {
  readonly list: readonly Match[];
  readonly found: Readonly<Record<PaneName, ReadonlySet<number>>>;
}

/** Matches in the graphs that are shown: those in the original first, then those in the fused graph. */
function findMatches(scenes: Scenes, shown: Shown, query: string): Matches {
  const inPane = (pane: PaneName) => {
    const scene = scenes[pane];
    const isShown = shown === 'both' || pane === (shown === 'after' ? 'after' : 'before');
    return scene === undefined || !isShown ? [] : findBoxes(scene.graph.source, query);
  };
  const before = inPane('before');
  const after = inPane('after');
  const toMatch = (pane: PaneName) => (box: BoxView) => ({ pane, box });
  return {
    list: [...before.map(toMatch('before')), ...after.map(toMatch('after'))],
    found: { before: shownBoxes(scenes.before, before), after: shownBoxes(scenes.after, after) },
  };
}

/** Where boxes of a graph are shown: as themselves, or inside the box of a closed part. */
function shownBoxes(scene: Scene | undefined, boxes: readonly BoxView[]): ReadonlySet<number> {
  if (scene === undefined) return new Set();
  return new Set(
    boxes.flatMap(({ id, origins }) => {
      const own = scene.indexById.get(id);
      return own === undefined ? origins.flatMap((origin) => scene.boxesByOrigin.get(origin) ?? []) : [own];
    }),
  );
}

/** The search box's state and what it found; `go` selects a box and brings it into view. */
export function useSearch(
  scenes: Scenes,
  shown: Shown,
  selection: Selection | undefined,
  go: (pane: PaneName, box: BoxView) => void,
) {
  const [query, setQuery] = useState('');
  const deferredQuery = useDeferredValue(query);
  const { list, found } = useMemo(() => findMatches(scenes, shown, deferredQuery), [scenes, shown, deferredQuery]);

  const matchIndex = useMemo(() => {
    if (selection?.box === undefined) return -1;
    return list.findIndex(({ pane, box }) => pane === selection.source && box.id === selection.box);
  }, [list, selection]);

  const step = (direction: 1 | -1) => {
    // Enter may come before the deferred search did.
    const matches = query === deferredQuery ? list : findMatches(scenes, shown, query).list;
    const start = matchIndex === -1 && direction === -1 ? 0 : matchIndex;
    const match = matches[(start + direction + matches.length) % matches.length];
    if (match !== undefined) go(match.pane, match.box);
  };

  return { found, box: { query, matchCount: list.length, matchIndex, onQuery: setQuery, onStep: step } };
}
