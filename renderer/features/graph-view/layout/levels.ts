import type { FrameInput, LayoutInput } from './layout-types.ts';
import { at, type Links } from './links.ts';

/** What lies side by side inside one frame, or outside of all frames. */
export interface Level {
  /** Boxes, then frames, as they are known outside; -1 for a place in the border. */
  readonly items: LevelItem[];
  readonly edgeFrom: number[];
  readonly edgeTo: number[];
  /** Per edge: the link of the whole drawing that it is a piece of. */
  readonly edgeLink: number[];
  /** Per edge: the box that its value comes from, where the edge leaves or enters a frame; -1 elsewhere. */
  readonly edgeFromPort: number[];
  readonly edgeToPort: number[];
  /** Places in the border by the box that their value comes from. */
  readonly entries: Map<number, number>;
  readonly exits: Map<number, number>;
}

export type LevelItem =
  | { readonly kind: 'box' | 'frame'; readonly index: number }
  | { readonly kind: 'entry' | 'exit'; readonly index: number };

/**
 * Cuts a drawing into levels: level 0 is outside of all frames, level f + 1 inside frame f. A link between boxes of
 * different frames becomes a piece in each level that it passes, by way of places in the borders: one for each box that a
 * value comes from, however many use it.
 */
export function toLevels({ widths }: LayoutInput, { parent, ofBox }: FrameInput, links: Links): readonly Level[] {
  const levels = Array.from({ length: parent.length + 1 }, emptyLevel);
  const levelOf = (frame: number): Level => levels[frame + 1] ?? emptyLevel();
  const placeOfBox = new Int32Array(widths.length);
  const placeOfFrame = new Int32Array(parent.length);
  for (let box = 0; box < widths.length; box++) {
    placeOfBox[box] = levelOf(at(ofBox, box)).items.push({ kind: 'box', index: box }) - 1;
  }
  const depth = new Int32Array(parent.length);
  for (let frame = 0; frame < parent.length; frame++) {
    const outer = at(parent, frame);
    depth[frame] = outer === -1 ? 0 : at(depth, outer) + 1;
    placeOfFrame[frame] = levelOf(outer).items.push({ kind: 'frame', index: frame }) - 1;
  }
  const parentOf = (frame: number) => (frame === -1 ? -1 : at(parent, frame));
  const depthOf = (frame: number) => (frame === -1 ? -1 : at(depth, frame));

  for (let link = 0; link < links.count; link++) {
    const source = at(links.from, link);
    const target = at(links.to, link);
    const common = commonFrame(at(ofBox, source), at(ofBox, target), parentOf, depthOf);
    let from = at(placeOfBox, source);
    let fromPort = -1;
    for (let frame = at(ofBox, source); frame !== common; frame = parentOf(frame)) {
      const level = levelOf(frame);
      addEdge(level, { from, to: borderPlace(level, 'exits', source), link, fromPort, toPort: -1 });
      from = at(placeOfFrame, frame);
      fromPort = source;
    }
    let to = at(placeOfBox, target);
    let toPort = -1;
    for (let frame = at(ofBox, target); frame !== common; frame = parentOf(frame)) {
      const level = levelOf(frame);
      addEdge(level, { from: borderPlace(level, 'entries', source), to, link, fromPort: -1, toPort });
      to = at(placeOfFrame, frame);
      toPort = source;
    }
    addEdge(levelOf(common), { from, to, link, fromPort, toPort });
  }
  return levels;
}

const emptyLevel = (): Level => ({
  items: [],
  edgeFrom: [],
  edgeTo: [],
  edgeLink: [],
  edgeFromPort: [],
  edgeToPort: [],
  entries: new Map(),
  exits: new Map(),
});

interface LevelEdge {
  readonly from: number;
  readonly to: number;
  readonly link: number;
  readonly fromPort: number;
  readonly toPort: number;
}

function addEdge(level: Level, { from, to, link, fromPort, toPort }: LevelEdge): void {
  level.edgeFrom.push(from);
  level.edgeTo.push(to);
  level.edgeLink.push(link);
  level.edgeFromPort.push(fromPort);
  level.edgeToPort.push(toPort);
}

function borderPlace(level: Level, side: 'entries' | 'exits', source: number): number {
  const known = level[side].get(source);
  if (known !== undefined) return known;
  const place = level.items.push({ kind: side === 'entries' ? 'entry' : 'exit', index: source }) - 1;
  level[side].set(source, place);
  return place;
}

function commonFrame(
  a: number,
  b: number,
  parentOf: (frame: number) => number,
  depthOf: (frame: number) => number,
): number {
  let [one, other] = [a, b];
  while (one !== other) {
    if (depthOf(one) >= depthOf(other)) one = parentOf(one);
    else other = parentOf(other);
  }
  return one;
}
