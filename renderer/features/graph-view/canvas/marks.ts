/** What stands out in one pane: the selected box, its counterparts, and what the pointer or the search is at. */
export interface Marks {
  /** The box that was chosen in this pane, or -1. */
  readonly selected: number;
  /** Boxes of the same origins, the selected one included. */
  readonly related: ReadonlySet<number>;
  /** Boxes that the search found. */
  readonly found: ReadonlySet<number>;
  /** Links of a path, which alone stand out then; otherwise those that touch related boxes do. */
  readonly path?: ReadonlySet<number> | undefined;
  /** Boxes that a filter keeps; the others are dimmed, but for what is selected. All where there is no filter. */
  readonly kept?: ReadonlySet<number> | undefined;
}

export const noMarks: Marks = { selected: -1, related: new Set(), found: new Set() };

/** How visible a box is that a filter does not keep. */
export const dimmedAlpha = 0.22;

export const isDimmed = ({ kept, related }: Marks, box: number): boolean =>
  kept !== undefined && !kept.has(box) && !related.has(box);
