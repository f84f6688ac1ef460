import type { BoxId, BoxView } from '../../../engine/view/graph-view.ts';
import type { Selection } from '../../stores/view-store.ts';
import type { Marks } from './canvas/marks.ts';
import { at } from './layout/links.ts';
import type { Path } from './path.ts';
import { requireBox, type Scene } from './scene.ts';

export type PaneName = 'before' | 'after';

/** The selection that clicking a box makes. */
export function toSelection(box: BoxView, source: PaneName): Selection {
  return { origins: new Set(box.origins), source, box: box.id };
}

/** Boxes of a pane that a selection means: those that share an origin, or the very box where it has none. */
export function relatedBoxes(scene: Scene, selection: Selection): ReadonlySet<number> {
  const related = new Set<number>();
  for (const origin of selection.origins) {
    for (const box of scene.boxesByOrigin.get(origin) ?? []) related.add(box);
  }
  const own = findOwnBox(scene, selection.box);
  if (own !== undefined && (related.size === 0 || related.has(own))) related.add(own);
  return related;
}

function findOwnBox(scene: Scene, box: BoxId | undefined): number | undefined {
  return box === undefined ? undefined : scene.indexById.get(box);
}

/** What stands out in a pane besides its selection. */
export interface MarkSources {
  readonly found: ReadonlySet<number>;
  readonly kept: ReadonlySet<number> | undefined;
  /** A path that is shown in this pane, in place of what the selection means. */
  readonly path: Path | undefined;
}

export function toMarks(
  scene: Scene | undefined,
  selection: Selection | undefined,
  { found, kept, path }: MarkSources,
): Marks {
  if (scene === undefined || selection === undefined) return { selected: -1, related: noBoxes, found, kept };
  const own = findOwnBox(scene, selection.box);
  if (path !== undefined)
    return { selected: own ?? -1, related: new Set(path.boxes), path: new Set(path.links), found, kept };
  const related = relatedBoxes(scene, selection);
  return { selected: own !== undefined && related.has(own) ? own : -1, related, found, kept };
}

const noBoxes: ReadonlySet<number> = new Set();

/** Where an arrow key leads from a box: along a line up or down, or to the neighbour in its row. */
export function findNeighbour(
  scene: Scene,
  box: number,
  direction: 'up' | 'down' | 'left' | 'right',
): number | undefined {
  const { layout, linksOut, linksInto } = scene;
  if (direction === 'left' || direction === 'right') {
    const row = at(layout.rank, box);
    const slot = layout.rowBoxes.indexOf(box, at(layout.rowStart, row)) + (direction === 'left' ? -1 : 1);
    const isInRow = slot >= at(layout.rowStart, row) && slot < at(layout.rowStart, row + 1);
    return isInRow ? at(layout.rowBoxes, slot) : undefined;
  }
  const side = direction === 'up' ? linksInto : linksOut;
  const otherEnd = direction === 'up' ? layout.linkFrom : layout.linkTo;
  const middle = (index: number) => at(layout.x, index) + at(layout.boxWidth, index) / 2;
  let nearest: number | undefined;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (let slot = at(side.start, box); slot < at(side.start, box + 1); slot++) {
    const other = at(otherEnd, at(side.links, slot));
    const rows = Math.abs(at(layout.rank, other) - at(layout.rank, box));
    const distance = rows * 1000 + Math.abs(middle(other) - middle(box));
    if (distance < nearestDistance) {
      nearest = other;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/** The box that details are about: the chosen one, or the first that the selection means. */
export interface Subject {
  readonly pane: PaneName;
  readonly scene: Scene;
  readonly box: number;
}

export type Scenes = Readonly<Record<PaneName, Scene | undefined>>;

export function findSubject(selection: Selection | undefined, scenes: Scenes): Subject | undefined {
  if (selection === undefined) return undefined;
  const order: readonly PaneName[] = selection.source === 'before' ? ['before', 'after'] : ['after', 'before'];
  for (const pane of order) {
    const scene = scenes[pane];
    if (scene === undefined) continue;
    const related = relatedBoxes(scene, selection);
    const own = findOwnBox(scene, selection.box);
    const box = own !== undefined && related.has(own) ? own : [...related][0];
    if (box !== undefined) return { pane, scene, box };
  }
  return undefined;
}

/** Where the arrow keys start when nothing is selected. */
export function findStart(scenes: Scenes, pane: PaneName): Subject | undefined {
  const scene = scenes[pane];
  const box = scene?.layout.rowBoxes[0];
  return scene === undefined || box === undefined ? undefined : { pane, scene, box };
}

/** One sentence for the live region. */
export function describeSelection(selection: Selection | undefined, scenes: Scenes): string {
  const subject = findSubject(selection, scenes);
  if (selection === undefined || subject === undefined) return '';
  const { title, name } = requireBox(subject.scene, subject.box);
  const start = `${[title, name].filter((part) => part !== '').join(' ')} selected.`;
  if (selection.origins.size === 0) return start;
  if (subject.pane === 'before') {
    const [layer] = scenes.after === undefined ? [] : relatedBoxes(scenes.after, selection);
    if (scenes.after === undefined || layer === undefined) return `${start} It has no layer of its own after fusion.`;
    return `${start} It runs in layer ${requireBox(scenes.after, layer).title}.`;
  }
  const count = selection.origins.size;
  return `${start} It stands for ${count} original ${count === 1 ? 'node' : 'nodes'}.`;
}
