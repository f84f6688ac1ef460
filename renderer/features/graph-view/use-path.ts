import { useMemo, useState } from 'react';
import type { BoxId } from '../../../engine/view/graph-view.ts';
import type { Selection } from '../../stores/view-store.ts';
import { describePath, findPath, type Path } from './path.ts';
import type { PaneName, Scenes } from './selection.ts';

interface Ends {
  readonly pane: PaneName;
  readonly from: BoxId;
  readonly to: BoxId;
}

export interface ShownPath {
  readonly pane: PaneName;
  /** Undefined where no data flows between its ends. */
  readonly path: Path | undefined;
  readonly sentence: string;
}

/** The way between two boxes that was asked for last, for as long as the second of them is selected. */
export function usePath(scenes: Scenes, selection: Selection | undefined) {
  const [ends, setEnds] = useState<Ends>();
  const isCurrent = ends !== undefined && selection?.source === ends.pane && selection.box === ends.to;
  const shown = useMemo((): ShownPath | undefined => {
    const scene = isCurrent ? scenes[ends.pane] : undefined;
    const from = ends && scene?.indexById.get(ends.from);
    const to = ends && scene?.indexById.get(ends.to);
    if (ends === undefined || scene === undefined || from === undefined || to === undefined) return undefined;
    const path = findPath(scene, from, to);
    return { pane: ends.pane, path, sentence: describePath(scene, path, [from, to]) };
  }, [scenes, ends, isCurrent]);
  return { shown, show: setEnds };
}
