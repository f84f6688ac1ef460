import type { EdgeView, GraphView } from '../../../../engine/view/graph-view.ts';

/** A part while the tree is being made. */
export interface Draft {
  readonly path: string;
  title: string;
  parent: Draft | undefined;
  readonly children: Draft[];
  /** Boxes that belong to it and to none of its children. */
  boxes: number[];
  repeatCount: number;
}

export const newDraft = (path: string, title: string, parent: Draft | undefined): Draft => ({
  path,
  title,
  parent,
  children: [],
  boxes: [],
  repeatCount: 1,
});

export const boxCountOf = ({ boxes, children }: Draft): number =>
  children.reduce((sum, child) => sum + boxCountOf(child), boxes.length);

/** An edge with the indexes of its boxes. */
export interface EdgeEnds {
  readonly from: number;
  readonly to: number;
  readonly edge: EdgeView;
}

/** Edges between boxes of the graph. */
export function edgeEnds({ boxes, edges }: GraphView): readonly EdgeEnds[] {
  const indexById = new Map(boxes.map(({ id }, index) => [id, index]));
  return edges.flatMap((edge) => {
    const [from, to] = [indexById.get(edge.from), indexById.get(edge.to)];
    return from === undefined || to === undefined ? [] : [{ from, to, edge }];
  });
}
