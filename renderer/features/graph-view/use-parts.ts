import { useMemo, useState } from 'react';
import type { GraphView } from '../../../engine/view/graph-view.ts';
import { isShownByParts, openedAround, openedAtStart, toggledPart } from './scopes/opened-parts.ts';
import { type ScopeTree, sameParts, toScopeTree } from './scopes/scope-tree.ts';
import { toVisibleGraph, type VisibleGraph, withoutParts } from './scopes/visible-graph.ts';
import type { PaneName } from './selection.ts';

/** 'parts' shows parts of the model as boxes that open in place, 'flat' every box beside the others. */
export type Grouping = 'parts' | 'flat';

export interface Parts {
  readonly grouping: Grouping;
  /** False for a graph whose boxes tell no parts. */
  readonly hasParts: boolean;
  readonly visible: Readonly<Record<PaneName, VisibleGraph | undefined>>;
  readonly opened: ReadonlySet<string>;
  /** The part that was opened or closed last; it stays where it is on screen. */
  readonly lastToggled: string | undefined;
  group(grouping: Grouping): void;
  toggle(path: string): void;
  openAll(): void;
  closeAll(): void;
  /** Opens what hides a box. */
  showBox(pane: PaneName, id: string): void;
}

const noTree: ScopeTree = { parts: [], partOfBox: new Int32Array(0) };

/** Which parts of the model are open; both graphs share it, since their parts have the same names. */
export function useParts(before: GraphView, after: GraphView | undefined): Parts {
  const beforeTree = useMemo(() => toScopeTree(before), [before]);
  const afterTree = useMemo(() => (after === undefined ? noTree : sameParts(beforeTree, after)), [beforeTree, after]);
  const [chosen, choose] = useState<Grouping>();
  const [changed, setChanged] = useState<ReadonlySet<string>>();
  const [lastToggled, setLastToggled] = useState<string>();
  const atStart = useMemo(() => openedAtStart(beforeTree), [beforeTree]);
  const opened = changed ?? atStart;
  const hasParts = beforeTree.parts.length > 0;
  const grouping = chosen ?? (isShownByParts(before, beforeTree) ? 'parts' : 'flat');
  const isFlat = grouping === 'flat' || !hasParts;
  const shownBefore = useMemo(
    () => (isFlat ? withoutParts(before) : toVisibleGraph(before, beforeTree, opened)),
    [before, beforeTree, opened, isFlat],
  );
  const shownAfter = useMemo(() => {
    if (after === undefined) return undefined;
    return isFlat ? withoutParts(after) : toVisibleGraph(after, afterTree, opened);
  }, [after, afterTree, opened, isFlat]);
  const visible = useMemo(() => ({ before: shownBefore, after: shownAfter }), [shownBefore, shownAfter]);

  const change = (next: ReadonlySet<string>, toggled?: string) => {
    setLastToggled(toggled);
    if (next !== opened) setChanged(next);
  };
  return {
    grouping,
    hasParts,
    visible,
    opened,
    lastToggled,
    group: (next) => {
      setLastToggled(undefined);
      choose(next);
    },
    toggle: (path) => change(toggledPart(opened, path), path),
    openAll: () => change(new Set(beforeTree.parts.map(({ path }) => path))),
    closeAll: () => change(new Set()),
    showBox: (pane, id) => {
      const [graph, tree] = pane === 'before' ? [before, beforeTree] : [after, afterTree];
      const index = graph?.boxes.findIndex((box) => box.id === id) ?? -1;
      if (!isFlat && index !== -1) change(openedAround(tree, index, opened));
    },
  };
}
