import type { BoxView } from '../../../engine/view/graph-view.ts';
import { toChangeMark, toShortValue, toSubtitle } from './box-text.ts';
import type { LayoutInput } from './layout/layout-types.ts';
import type { VisibleGraph } from './scopes/visible-graph.ts';
import { estimateTextWidth, wrapTitle } from './text-width.ts';

/** Measures of a box, in pixels at zoom 1; op-node.tsx and the canvas draw by them. */
export const boxMetrics = {
  titlePx: 12,
  subtitlePx: 11,
  pillPx: 10.5,
  paddingLeft: 14,
  paddingRight: 10,
  portPadding: 17,
  minWidth: 84,
  maxWidth: 228,
  widthStep: 12,
  subtitleMax: 132,
  markPadding: 12,
  titleLineLimit: 3,
  lineHeight: 15,
  paddingY: 8,
  pillMaxWidth: 118,
  frameTitle: 64,
} as const;

export interface BoxSize {
  readonly width: number;
  readonly height: number;
}

/** Width of a text at a size, in pixels; by the page's own font where there is one. */
export type MeasureText = (text: string, px: number) => number;

/** Space between a box's sides and its text; graph inputs and outputs have round ends. */
export const paddingOf = ({
  category,
}: Pick<BoxView, 'category'>): { readonly left: number; readonly right: number } =>
  category === 'input' || category === 'output'
    ? { left: boxMetrics.portPadding, right: boxMetrics.portPadding }
    : { left: boxMetrics.paddingLeft, right: boxMetrics.paddingRight };

/** Widths snap to a few steps, so that the boxes of a chain line up. */
export function toBoxSize(box: BoxView, measure: MeasureText, around = ''): BoxSize {
  const { minWidth, maxWidth, widthStep } = boxMetrics;
  const sides = paddingOf(box);
  const padding = sides.left + sides.right;
  const titleWidth = (text: string) => measure(text, boxMetrics.titlePx) + 1;
  const subtitle = toSubtitle(box, around);
  const mark = toChangeMark(box);
  const lines = wrapTitle(box.title, maxWidth - padding, boxMetrics.titleLineLimit, titleWidth);
  const markWidth = mark === '' ? 0 : measure(mark, boxMetrics.subtitlePx) + boxMetrics.markPadding;
  const subtitleWidth = Math.min(measure(subtitle, boxMetrics.subtitlePx), boxMetrics.subtitleMax);
  const widest = Math.max(...lines.map(titleWidth), subtitleWidth + markWidth) + padding;
  const stepped = Math.ceil(widest / widthStep) * widthStep;
  const lineCount = lines.length + (subtitle !== '' || mark !== '' ? 1 : 0);
  return {
    width: Math.min(Math.max(stepped, minWidth), maxWidth),
    height: lineCount * boxMetrics.lineHeight + 2 * boxMetrics.paddingY,
  };
}

/** A pill names the value beside its consumer and the consumer beside its producer; one width suits both. */
export function toPillWidth(value: string, consumer: string, measure: MeasureText): number {
  const widthOf = (text: string) => measure(text, boxMetrics.pillPx);
  const width = Math.max(widthOf(toShortValue(value)), widthOf(`to ${consumer}`)) + 16;
  return Math.min(Math.max(Math.ceil(width), 40), boxMetrics.pillMaxWidth);
}

/** Asking the page's font for the width of 50,000 names takes a third of a second; above so many edges, pills are as wide as estimated. */
const measuredEdgeLimit = 10_000;

/** Sizes and connections of a graph by index. Edges whose ends are not boxes of the graph become self-loops, which are not drawn. */
export function toLayoutInput(
  { boxes, edges, frames, frameOfBox }: VisibleGraph,
  measure: MeasureText = estimateTextWidth,
): LayoutInput {
  const indexById = new Map(boxes.map(({ id }, index) => [id, index]));
  const widths = new Float64Array(boxes.length);
  const heights = new Float64Array(boxes.length);
  for (const [index, box] of boxes.entries()) {
    const { width, height } = toBoxSize(box, measure, frames[frameOfBox[index] ?? -1]?.path);
    widths[index] = width;
    heights[index] = height;
  }
  const edgeFrom = new Int32Array(edges.length);
  const edgeTo = new Int32Array(edges.length);
  const pillWidths = new Float64Array(edges.length);
  const measurePill = edges.length > measuredEdgeLimit ? estimateTextWidth : measure;
  for (const [index, { from, to, value }] of edges.entries()) {
    const fromIndex = indexById.get(from);
    const toIndex = indexById.get(to);
    const known = fromIndex !== undefined && toIndex !== undefined;
    edgeFrom[index] = known ? fromIndex : 0;
    edgeTo[index] = known ? toIndex : 0;
    pillWidths[index] = toPillWidth(value, boxes[toIndex ?? 0]?.title ?? '', measurePill);
  }
  const sizes = { widths, heights, edgeFrom, edgeTo, pillWidths };
  if (frames.length === 0) return sizes;
  return {
    ...sizes,
    frames: {
      parent: Int32Array.from(frames, ({ parent }) => parent),
      titleWidth: Float64Array.from(frames, ({ title }) => measure(title, boxMetrics.titlePx) + boxMetrics.frameTitle),
      ofBox: Int32Array.from(frameOfBox),
    },
  };
}
