import type { GraphView } from '../../../../engine/view/graph-view.ts';
import type { ScopePart, ScopeTree } from './scope-tree.ts';

/** Graphs with more boxes are shown by their parts. */
export const largestFlat = 150;

/** Boxes that a graph starts with when it is shown by its parts, at most. */
const mostAtStart = 40;

/** A part with more than this share of all boxes is the model itself: closed, it would hide everything. */
const wrapperShare = 0.6;

export const isShownByParts = ({ boxes }: GraphView, { parts }: ScopeTree): boolean =>
  boxes.length > largestFlat && parts.length > 0;

/** Paths of the parts that are open at first: from the outside inwards, as long as the picture stays small. */
export function openedAtStart({ parts, partOfBox }: ScopeTree): ReadonlySet<string> {
  const shownIn = new Int32Array(parts.length + 1);
  for (const part of partOfBox) shownIn[part + 1] = (shownIn[part + 1] ?? 0) + 1;
  const children = childrenOf(parts);
  for (const [part, inner] of children) shownIn[part + 1] = (shownIn[part + 1] ?? 0) + inner.length;
  let shown = shownIn[0] ?? 0;
  const opened = new Set<string>();
  let level = children.get(-1) ?? [];
  while (level.length > 0) {
    const next: number[] = [];
    for (const part of level) {
      const more = (shownIn[part + 1] ?? 0) - 1;
      const { path = '', boxCount = 0, repeatCount = 1 } = parts[part] ?? {};
      // What has no parts of its own is a detail.
      if (!children.has(part)) continue;
      const isWrapper = repeatCount === 1 && boxCount > wrapperShare * partOfBox.length;
      if (!isWrapper && shown + more > mostAtStart) continue;
      shown += more;
      opened.add(path);
      next.push(...(children.get(part) ?? []));
    }
    level = next;
  }
  return opened;
}

/** Parts by the part around them; -1 for the outermost. */
function childrenOf(parts: readonly ScopePart[]): ReadonlyMap<number, number[]> {
  const children = new Map<number, number[]>();
  for (const [part, { parent }] of parts.entries()) {
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [part]);
    else siblings.push(part);
  }
  return children;
}

/** Opens or closes one part. */
export function toggledPart(opened: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(opened);
  if (!next.delete(path)) next.add(path);
  return next;
}

/** Opens every part around a box, so that the box itself is shown. */
export function openedAround({ parts, partOfBox }: ScopeTree, box: number, opened: ReadonlySet<string>) {
  const next = new Set(opened);
  for (let part = partOfBox[box] ?? -1; part !== -1; part = parts[part]?.parent ?? -1) {
    next.add(parts[part]?.path ?? '');
  }
  return next.size === opened.size ? opened : next;
}
