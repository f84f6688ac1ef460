import type { BoxView, GraphView } from '../../../../engine/view/graph-view.ts';
import { boxCountOf, type Draft, edgeEnds, newDraft } from './draft.ts';
import { joinRepeats } from './repeats.ts';

/** A part of the model that can be shown as one box, or opened. */
export interface ScopePart {
  /** Its place in the hierarchy, the same in every graph of a model: 'encoder/layer.3'. */
  readonly path: string;
  /** What it is called where it stands: 'layer.3', '12 × encoder layer'. */
  readonly title: string;
  /** The part around it, which comes before it; -1 for none. */
  readonly parent: number;
  /** Boxes inside it, those of inner parts included. */
  readonly boxCount: number;
  /** How many equal parts stand in it one after another; 1 for a part of its own. */
  readonly repeatCount: number;
}

export interface ScopeTree {
  readonly parts: readonly ScopePart[];
  /** Per box: the innermost part that it belongs to, or -1. */
  readonly partOfBox: Int32Array;
}

/** A part with fewer boxes that compute is no gain: its boxes stand in the part around it. */
const smallestPart = 7;

/** Finds the parts of a graph. Parts that say nothing are left out: tiny ones, and those that are all of the part around them. */
export function toScopeTree(graph: GraphView): ScopeTree {
  const root = draftTree(graph.boxes);
  mergeSmall(root, computingBoxes(graph));
  for (const child of [...root.children]) skipWrappers(child, root);
  sortByEnd(root);
  joinRepeats(root, graph);
  return finish(root, graph.boxes.length);
}

function draftTree(boxes: readonly BoxView[]): Draft {
  const root = newDraft('', '', undefined);
  const byPath = new Map<string, Draft>();
  const draftOf = (scope: readonly string[]): Draft => {
    if (scope.length === 0) return root;
    const path = scope.join('/');
    let draft = byPath.get(path);
    if (draft === undefined) {
      const parent = draftOf(scope.slice(0, -1));
      draft = newDraft(path, scope.at(-1) ?? '', parent);
      parent.children.push(draft);
      byPath.set(path, draft);
    }
    return draft;
  };
  const drafts = new Map<readonly string[], Draft>();
  for (const [index, { scope }] of boxes.entries()) {
    const draft = drafts.get(scope) ?? draftOf(scope);
    drafts.set(scope, draft);
    draft.boxes.push(index);
  }
  return root;
}

/** Boxes that something enters: constants and renamed weights say nothing about the size of a part. */
function computingBoxes(graph: GraphView): ReadonlySet<number> {
  return new Set(edgeEnds(graph).map(({ to }) => to));
}

/** Boxes of all parts that are too small go to the part around them. Returns how many computing boxes there are. */
function mergeSmall(draft: Draft, computing: ReadonlySet<number>): number {
  let count = draft.boxes.filter((box) => computing.has(box)).length;
  for (const child of [...draft.children]) {
    const childCount = mergeSmall(child, computing);
    count += childCount;
    if (childCount >= smallestPart) continue;
    draft.boxes.push(...child.boxes);
    draft.children.splice(draft.children.indexOf(child), 1);
  }
  return count;
}

/** A part that holds nothing but one other part gives way to it: 'encoder' with 'layers' becomes 'encoder/layers'. */
function skipWrappers(draft: Draft, parent: Draft): void {
  const [only] = draft.children;
  if (only !== undefined && draft.children.length === 1 && draft.boxes.length === 0) {
    only.title = `${draft.title}/${only.title}`;
    only.parent = parent;
    parent.children.splice(parent.children.indexOf(draft), 1, only);
    skipWrappers(only, parent);
    return;
  }
  for (const child of [...draft.children]) skipWrappers(child, draft);
}

/** Siblings in the order in which they end: constants, which they may begin with, come early in any order. */
function sortByEnd(draft: Draft): number {
  const ends = new Map(draft.children.map((child) => [child, sortByEnd(child)]));
  draft.children.sort((a, b) => (ends.get(a) ?? 0) - (ends.get(b) ?? 0));
  return [...ends.values(), ...draft.boxes].reduce((last, index) => Math.max(last, index), -1);
}

function finish(root: Draft, boxCount: number): ScopeTree {
  const parts: ScopePart[] = [];
  const partOfBox = new Int32Array(boxCount).fill(-1);
  const add = (draft: Draft, parent: number) => {
    const { path, title, repeatCount } = draft;
    const part = parts.push({ path, title, parent, boxCount: boxCountOf(draft), repeatCount }) - 1;
    for (const box of draft.boxes) partOfBox[box] = part;
    for (const child of draft.children) add(child, part);
  };
  for (const child of root.children) add(child, -1);
  return { parts, partOfBox };
}

/**
 * The parts of one graph in another graph of the same model: after fusion there are fewer boxes, but a part is still the
 * same part. A box belongs to the innermost part that its scope is in.
 */
export function sameParts({ parts }: ScopeTree, { boxes }: GraphView): ScopeTree {
  const partByPath = new Map(parts.map(({ path }, part) => [path, part]));
  const known = new Map<readonly string[], number>();
  const find = (scope: readonly string[]): number => {
    for (let length = scope.length; length > 0; length--) {
      const part = partByPath.get(scope.slice(0, length).join('/'));
      if (part !== undefined) return part;
    }
    return -1;
  };
  const partOfBox = Int32Array.from(boxes, ({ scope }) => {
    const part = known.get(scope) ?? find(scope);
    known.set(scope, part);
    return part;
  });
  return { parts, partOfBox };
}
