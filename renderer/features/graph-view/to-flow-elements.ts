import type { Node as FlowNode } from 'reactflow';
import type { BoxView } from '../../../engine/view/graph-view.ts';
import { type Camera, type Rect, type Size, toWindow } from './canvas/camera.ts';
import { isDimmed, type Marks } from './canvas/marks.ts';
import { boxesIn } from './hit-test.ts';
import { at } from './layout/links.ts';
import type { BoxPaint, Paints } from './overlays/overlay.ts';
import { requireBox, type Scene } from './scene.ts';

export type OpNodeMark = 'plain' | 'selected' | 'related' | 'found';

export interface OpNodeData extends Record<string, unknown> {
  readonly box: BoxView;
  /** Path of the frame around it, or ''. */
  readonly around: string;
  readonly mark: OpNodeMark;
  readonly paint: BoxPaint | undefined;
  /** Kept back by a filter. */
  readonly isDim: boolean;
}

export type OpFlowNode = FlowNode<OpNodeData, 'op'>;

/** From this zoom on boxes are elements; below it the canvas draws them. */
export const nearZoom = 0.45;

/** More elements than this in view slow panning down; then the canvas draws them, too. */
const mostElements = 180;

/** The window of elements moves in steps, so that panning seldom changes their set. */
const step = 256;

/** The part of the drawing whose boxes are elements: the view, rounded outwards. Undefined in the far view. */
export function toNearWindow(camera: Camera, size: Size): Rect | undefined {
  if (!(camera.zoom >= nearZoom) || size.width === 0) return undefined;
  const { left, top, right, bottom } = toWindow(camera, size);
  return {
    left: (Math.floor(left / step) - 0.5) * step,
    top: (Math.floor(top / step) - 0.5) * step,
    right: (Math.ceil(right / step) + 0.5) * step,
    bottom: (Math.ceil(bottom / step) + 0.5) * step,
  };
}

/** Boxes to show as elements; undefined where they are too many or too small for that. */
export function nearBoxes(scene: Scene, window: Rect | undefined): readonly number[] | undefined {
  if (window === undefined) return undefined;
  const boxes = boxesIn(scene, window);
  return boxes.length > mostElements ? undefined : boxes;
}

export interface NodeLooks {
  readonly marks: Marks;
  readonly paints: Paints;
}

/** Elements for boxes, with their sizes preset. Those that did not change are the same objects as before. */
export function toFlowNodes(
  scene: Scene,
  boxes: readonly number[],
  { marks, paints }: NodeLooks,
  previous: readonly OpFlowNode[],
): OpFlowNode[] {
  const previousById = new Map(previous.map((node) => [node.id, node]));
  return boxes.map((index) => {
    const box = requireBox(scene, index);
    const mark = toMark(index, marks);
    const paint = paints?.[index];
    const isDim = isDimmed(marks, index);
    const before = previousById.get(box.id);
    const around = pathAround(scene, index);
    const { data } = before ?? {};
    if (
      before &&
      data?.box === box &&
      data.mark === mark &&
      data.around === around &&
      data.paint === paint &&
      data.isDim === isDim &&
      isAt(before, scene, index)
    ) {
      return before;
    }
    return toFlowNode(scene, index, { box, around, mark, paint, isDim });
  });
}

function isAt(node: OpFlowNode, { layout }: Scene, index: number): boolean {
  return node.position.x === at(layout.x, index) && node.position.y === at(layout.y, index);
}

function toMark(index: number, marks: Marks): OpNodeMark {
  if (index === marks.selected) return 'selected';
  if (marks.related.has(index)) return 'related';
  return marks.found.has(index) ? 'found' : 'plain';
}

const pathAround = ({ graph }: Scene, index: number): string => graph.frames[graph.frameOfBox[index] ?? -1]?.path ?? '';

function toFlowNode({ layout }: Scene, index: number, data: OpNodeData): OpFlowNode {
  const width = at(layout.boxWidth, index);
  const height = at(layout.boxHeight, index);
  return {
    id: data.box.id,
    type: 'op',
    position: { x: at(layout.x, index), y: at(layout.y, index) },
    width,
    height,
    measured: { width, height },
    handles: [],
    data,
  };
}
