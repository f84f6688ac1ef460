import type { Adjacency } from './links.ts';

/** What the layout needs to know: sizes and connections, no names. Indexes follow `GraphView.boxes` and `GraphView.edges`. */
export interface LayoutInput {
  /** Per box, in pixels at zoom 1. */
  readonly widths: Float64Array;
  readonly heights: Float64Array;
  /** Per edge: the box it leaves and the box it enters. */
  readonly edgeFrom: Int32Array;
  readonly edgeTo: Int32Array;
  /** Per edge: width of the pill that names its value where no line is drawn. */
  readonly pillWidths: Float64Array;
  /** Frames around boxes that belong together; absent where everything lies side by side. */
  readonly frames?: FrameInput;
}

/** Boxes inside boxes: each frame is laid out by itself and takes its place among its siblings as one large box. */
export interface FrameInput {
  /** Per frame: the frame around it, which comes before it, or -1. */
  readonly parent: Int32Array;
  /** Per frame: the width that its title takes. */
  readonly titleWidth: Float64Array;
  /** Per box: the innermost frame around it, or -1. */
  readonly ofBox: Int32Array;
}

/**
 * A finished drawing, in pixels at zoom 1, with (0, 0) at its top left.
 * Edges between the same two boxes share one link; a link is either drawn with lines or with a pair of reference pills.
 * A link that crosses frames is drawn piece by piece: a line inside each frame, shared with others that carry the same value.
 */
export interface LayoutResult {
  readonly width: number;
  readonly height: number;
  /** Per box: top left corner, size, and the row it stands in. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly boxWidth: Float64Array;
  readonly boxHeight: Float64Array;
  readonly rank: Int32Array;
  /** Boxes row by row, each row from left to right: row r is `rowBoxes[rowStart[r] .. rowStart[r + 1])`. */
  readonly rowStart: Int32Array;
  readonly rowBoxes: Int32Array;
  /** Per row: the vertical span of its boxes. Lines are vertical inside it and bend only between rows. */
  readonly rowTop: Float64Array;
  readonly rowBottom: Float64Array;
  readonly linkFrom: Int32Array;
  readonly linkTo: Int32Array;
  /** Per edge: its link, or -1 for an edge from a box to itself. */
  readonly linkOfEdge: Int32Array;
  /** Points (x, y) of line l, from top to bottom: `linePoints[2 * lineStart[l] .. 2 * lineStart[l + 1])`. */
  readonly lineStart: Int32Array;
  readonly linePoints: Float64Array;
  /** Per line: the first link that it belongs to, and whether it ends at a box, with an arrow. */
  readonly lineLink: Int32Array;
  readonly lineHasArrow: Uint8Array;
  /** Lines of each link; none for a reference. */
  readonly linesOfLink: Adjacency;
  readonly pills: Pills;
  readonly frames: Frames;
}

/** Per frame: top left corner and size. Its title is written at its top. */
export interface Frames {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: Float64Array;
  readonly height: Float64Array;
}

/** Named stubs that stand for links without a line: inputs left of their box, outputs right of it. */
export interface Pills {
  readonly count: number;
  /** The box beside which a pill stands; from the number of boxes on, a frame. */
  readonly box: Int32Array;
  /** The first link a pill stands for; `linkCount` tells how many there are. */
  readonly link: Int32Array;
  readonly linkCount: Int32Array;
  /** 1 for a pill beside a consumer, 0 for a pill beside a producer. */
  readonly isInput: Uint8Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: Float64Array;
}

/** Distances of the drawing, in pixels at zoom 1. */
export const spacing = {
  margin: 24,
  betweenBoxes: 28,
  besideLine: 16,
  betweenLines: 12,
  betweenRows: 34,
  pillHeight: 18,
  pillGap: 4,
  pillDistance: 12,
  frameTitle: 22,
} as const;

/** Reference pills beside one box that fit its height; the last one stands for all further ones. */
export const pillsPerSide = 2;
