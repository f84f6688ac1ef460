import type { BoxView, GraphView } from '../../../engine/view/graph-view.ts';
import { toChangeMark, toShortValue, toSubtitle } from './box-text.ts';
import type { LayoutInput } from './layout/layout-types.ts';
import { estimateTextWidth, wrapTitle } from './text-width.ts';

/** Measures of a box, in pixels at zoom 1; op-node.tsx and the canvas draw by them. */
export const boxMetrics = {
  titlePx: 12,
  subtitlePx: 11,
  pillPx: 10.5,
  paddingLeft: 14,
  paddingRight: 10,
  minWidth: 84,
  maxWidth: 204,
  widthStep: 12,
  subtitleMax: 132,
  markPadding: 12,
  oneLineHeight: 32,
  twoLineHeight: 46,
  threeLineHeight: 61,
  pillMaxWidth: 118,
} as const;

export interface BoxSize {
  readonly width: number;
  readonly height: number;
}

/** Widths snap to a few steps, so that the boxes of a chain line up. */
export function toBoxSize(box: BoxView): BoxSize {
  const { paddingLeft, paddingRight, minWidth, maxWidth, widthStep } = boxMetrics;
  const padding = paddingLeft + paddingRight;
  const titleWidth = (text: string) => estimateTextWidth(text, boxMetrics.titlePx);
  const subtitle = toSubtitle(box);
  const mark = toChangeMark(box);
  const lines = wrapTitle(box.title, maxWidth - padding, titleWidth);
  const markWidth = mark === '' ? 0 : estimateTextWidth(mark, boxMetrics.subtitlePx) + boxMetrics.markPadding;
  const subtitleWidth = Math.min(estimateTextWidth(subtitle, boxMetrics.subtitlePx), boxMetrics.subtitleMax);
  const widest = Math.max(...lines.map(titleWidth), subtitleWidth + markWidth) + padding;
  const stepped = Math.ceil(widest / widthStep) * widthStep;
  const hasSecondRow = subtitle !== '' || mark !== '';
  const oneLine = hasSecondRow ? boxMetrics.twoLineHeight : boxMetrics.oneLineHeight;
  return {
    width: Math.min(Math.max(stepped, minWidth), maxWidth),
    height: lines.length > 1 ? boxMetrics.threeLineHeight : oneLine,
  };
}

export function toPillWidth(value: string): number {
  const width = estimateTextWidth(toShortValue(value), boxMetrics.pillPx) + 16;
  return Math.min(Math.max(Math.ceil(width), 40), boxMetrics.pillMaxWidth);
}

/** Sizes and connections of a graph by index. Edges whose ends are not boxes of the graph become self-loops, which are not drawn. */
export function toLayoutInput({ boxes, edges }: GraphView): LayoutInput {
  const indexById = new Map(boxes.map(({ id }, index) => [id, index]));
  const widths = new Float64Array(boxes.length);
  const heights = new Float64Array(boxes.length);
  for (const [index, box] of boxes.entries()) {
    const { width, height } = toBoxSize(box);
    widths[index] = width;
    heights[index] = height;
  }
  const edgeFrom = new Int32Array(edges.length);
  const edgeTo = new Int32Array(edges.length);
  const pillWidths = new Float64Array(edges.length);
  for (const [index, { from, to, value }] of edges.entries()) {
    const fromIndex = indexById.get(from);
    const toIndex = indexById.get(to);
    const known = fromIndex !== undefined && toIndex !== undefined;
    edgeFrom[index] = known ? fromIndex : 0;
    edgeTo[index] = known ? toIndex : 0;
    pillWidths[index] = toPillWidth(value);
  }
  return { widths, heights, edgeFrom, edgeTo, pillWidths };
}
