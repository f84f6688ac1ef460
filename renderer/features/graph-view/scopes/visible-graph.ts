import type { BoxView, EdgeView, GraphView } from '../../../../engine/view/graph-view.ts';
import { formatInteger } from '../../../text/format.ts';
import { edgeEnds } from './draft.ts';
import type { ScopePart, ScopeTree } from './scope-tree.ts';

/** An open part: a frame around what it holds. */
export interface FrameView {
  readonly path: string;
  readonly title: string;
  /** The frame around it, which comes before it; -1 for none. */
  readonly parent: number;
}

/** What of a graph is shown: its boxes, those of closed parts as one box each, and frames around open parts. */
export interface VisibleGraph extends GraphView {
  /** The graph of which this is shown. */
  readonly source: GraphView;
  readonly frames: readonly FrameView[];
  /** Per box: the innermost frame around it, or -1. */
  readonly frameOfBox: readonly number[];
}

export const withoutParts = (source: GraphView): VisibleGraph => ({
  source,
  boxes: source.boxes,
  edges: source.edges,
  frames: [],
  frameOfBox: source.boxes.map(() => -1),
});

/** Id of the box that stands for a closed part. */
export const partBoxId = (path: string): string => `s:${path}`;

export const isPartBox = ({ category }: BoxView): boolean => category === 'part';

/** Path of the part that a box stands for. */
export const pathOfPartBox = ({ id }: BoxView): string => id.slice(2);

/** Shows a graph with some of its parts open; parts inside a closed one are closed, too. A part with one box is that box. */
export function toVisibleGraph(graph: GraphView, tree: ScopeTree, opened: ReadonlySet<string>): VisibleGraph {
  const { frames, frameOfPart, closedAround } = openParts(tree, opened);
  const shownAs = new Int32Array(graph.boxes.length);
  const places: Place[] = [];
  const placeOfPart = new Map<number, number>();
  for (const [index, box] of graph.boxes.entries()) {
    const part = tree.partOfBox[index] ?? -1;
    const closed = part === -1 ? -1 : (closedAround[part] ?? -1);
    const known = closed === -1 ? undefined : placeOfPart.get(closed);
    if (known !== undefined) places[known]?.members.push(box);
    const around = closed === -1 ? part : (tree.parts[closed]?.parent ?? -1);
    const frame = around === -1 ? -1 : (frameOfPart[around] ?? -1);
    const place = known ?? places.push({ closed, frame, members: [box] }) - 1;
    if (closed !== -1) placeOfPart.set(closed, place);
    shownAs[index] = place;
  }
  const boxes = places.flatMap(({ closed, members }) => {
    const part = tree.parts[closed];
    return part === undefined || members.length === 1 ? members : [toPartBox(part, members)];
  });
  return {
    source: graph,
    boxes,
    edges: visibleEdges(graph, boxes, shownAs),
    frames,
    frameOfBox: places.map(({ frame }) => frame),
  };
}

/** Where one box of the graph is shown, or all boxes of a closed part. */
interface Place {
  readonly closed: number;
  readonly frame: number;
  readonly members: BoxView[];
}

interface OpenParts {
  readonly frames: readonly FrameView[];
  /** Per part: its frame, or -1. */
  readonly frameOfPart: Int32Array;
  /** Per part: the outermost closed part that it is in or is itself, or -1. */
  readonly closedAround: Int32Array;
}

function openParts({ parts }: ScopeTree, opened: ReadonlySet<string>): OpenParts {
  const closedAround = new Int32Array(parts.length).fill(-1);
  const frameOfPart = new Int32Array(parts.length).fill(-1);
  const frames: FrameView[] = [];
  for (const [part, { parent, path, title }] of parts.entries()) {
    const outer = parent === -1 ? -1 : (closedAround[parent] ?? -1);
    if (outer !== -1) closedAround[part] = outer;
    else if (!opened.has(path)) closedAround[part] = part;
    else {
      const around = parent === -1 ? -1 : (frameOfPart[parent] ?? -1);
      frameOfPart[part] = frames.push({ path, title, parent: around }) - 1;
    }
  }
  return { frames, frameOfPart, closedAround };
}

/** Edges between boxes that are shown, each value once for the same two boxes. */
function visibleEdges(graph: GraphView, boxes: readonly BoxView[], shownAs: Int32Array): readonly EdgeView[] {
  const seen = new Set<string>();
  return edgeEnds(graph).flatMap(({ from, to, edge }) => {
    const [source = -1, target = -1] = [shownAs[from], shownAs[to]];
    const [sourceBox, targetBox] = [boxes[source], boxes[target]];
    if (source === target || sourceBox === undefined || targetBox === undefined) return [];
    const key = `${source} ${target} ${edge.value}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ ...edge, from: sourceBox.id, to: targetBox.id }];
  });
}

function toPartBox(part: ScopePart, members: readonly BoxView[]): BoxView {
  const origins = new Set(members.flatMap((box) => box.origins));
  const changes = describeChanges(members);
  const known = members.every(({ macs }) => macs !== undefined);
  return {
    id: partBoxId(part.path),
    title: part.title,
    name: part.path,
    category: 'part',
    scope: [],
    origins: [...origins],
    change: 'kept',
    counted: members.some(({ counted }) => counted),
    domain: '',
    inputs: [],
    outputs: [],
    attributes: [],
    parameterCount: members.reduce((sum, box) => sum + box.parameterCount, 0),
    ...(changes !== '' && { reason: changes }),
    ...(known && { macs: members.reduce((sum, { macs = 0 }) => sum + macs, 0) }),
  };
}

/** '12 removed, 40 fused'; '' where nothing changed. */
function describeChanges(members: readonly BoxView[]): string {
  const counts = new Map<BoxView['change'], number>();
  for (const { change } of members) counts.set(change, (counts.get(change) ?? 0) + 1);
  return (['removed', 'fused', 'merged', 'rewritten', 'added'] as const)
    .flatMap((change) => (counts.has(change) ? [`${formatInteger(counts.get(change) ?? 0)} ${change}`] : []))
    .join(', ');
}
