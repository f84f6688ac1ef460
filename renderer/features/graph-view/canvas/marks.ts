/** What stands out in one pane: the selected box, its counterparts, and what the pointer or the search is at. */
export interface Marks {
  /** The box that was chosen in this pane, or -1. */
  readonly selected: number;
  /** Boxes of the same origins, the selected one included. */
  readonly related: ReadonlySet<number>;
  /** Boxes that the search found. */
  readonly found: ReadonlySet<number>;
}

export const noMarks: Marks = { selected: -1, related: new Set(), found: new Set() };
