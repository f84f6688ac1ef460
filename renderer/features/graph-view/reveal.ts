import type { Selection } from '../../stores/view-store.ts';
import {
  type Camera,
  centeredOn,
  centerOf,
  contains,
  middleOf,
  type Rect,
  type Size,
  toWindow,
  union,
  zoomLimits,
} from './canvas/camera.ts';
import { type Anchor, otherPane, withinDrawing } from './canvas/follow.ts';
import type { LinkedCameras } from './canvas/linked-cameras.ts';
import { boxRect, type Scene } from './scene.ts';
import { type PaneName, relatedBoxes, type Scenes } from './selection.ts';
import { nearZoom } from './to-flow-elements.ts';

/** What a selection covers in one drawing: the chosen box itself, or all its counterparts. */
export function selectionRect(scene: Scene, selection: Selection): Rect | undefined {
  const related = relatedBoxes(scene, selection);
  const own = selection.box === undefined ? undefined : scene.indexById.get(selection.box);
  if (own !== undefined && related.has(own)) return boxRect(scene, own);
  return union([...related].map((box) => boxRect(scene, box)));
}

/** Space kept around what comes into view, as a share of the pane. */
const margin = 0.12;

/**
 * The same camera where the rectangle is in view; one moved just enough where it is close by; else one that has it in
 * the middle, near enough to read.
 */
export function showing(rect: Rect, camera: Camera, size: Size, drawing: Size): Camera {
  const window = toWindow(camera, size);
  if (contains(window, rect)) return camera;
  const width = size.width / camera.zoom;
  const height = size.height / camera.zoom;
  const middle = middleOf(rect);
  const zoom = Math.max(camera.zoom, zoomLimits.comfortable);
  const nearby = {
    left: window.left - width,
    right: window.right + width,
    top: window.top - height,
    bottom: window.bottom + height,
  };
  if (zoom > camera.zoom || !contains(nearby, rect)) {
    return centeredOn({ x: middle.x, y: withinDrawing(middle.y, { size, drawing }, zoom) }, zoom, size);
  }
  return {
    x: camera.x - camera.zoom * shiftInto(rect.left, rect.right, window.left, window.right),
    y: camera.y - camera.zoom * shiftInto(rect.top, rect.bottom, window.top, window.bottom),
    zoom,
  };
}

/** How far an interval has to move to hold another one with a margin; the start wins where it is too long. */
function shiftInto(from: number, to: number, start: number, end: number): number {
  const space = Math.min((end - start) * margin, Math.max(0, (end - start - (to - from)) / 2));
  if (from < start + space) return from - space - start;
  return to > end - space ? Math.min(to + space - end, from - space - start) : 0;
}

/**
 * Brings a selection into view in the pane it was made in, and its counterparts to the same height in the other pane.
 * `attached` are the panes that can be moved. Where both drawings are seen from far and show it already, nothing moves.
 */
export function reveal(
  cameras: LinkedCameras,
  selection: Selection | undefined,
  scenes: Scenes,
  attached: readonly PaneName[],
): void {
  if (selection === undefined) {
    cameras.setAnchor(undefined);
    return;
  }
  const find = (pane: PaneName): Place | undefined => {
    const scene = attached.includes(pane) ? scenes[pane] : undefined;
    const rect = scene && selectionRect(scene, selection);
    const port = cameras.port(pane);
    if (scene === undefined || rect === undefined || port === undefined) return undefined;
    const camera = port.read();
    return { pane, rect, camera, target: showing(rect, camera, port.size(), scene.layout), size: port.size() };
  };
  const preferred: PaneName = selection.source === 'before' ? 'before' : 'after';
  const [leader, follower] = [preferred, otherPane(preferred)].flatMap((pane) => find(pane) ?? []);
  cameras.setAnchor(leader && follower && cameras.isLinked ? toAnchor(leader, follower) : undefined);
  const places = [leader, follower].filter((place) => place !== undefined);
  if (leader === undefined || places.every(isSeenFromFar)) return;
  cameras.go(leader.pane, leader.target);
  if (follower !== undefined && !cameras.isLinked) cameras.go(follower.pane, follower.target);
}

/** A selection in one pane: where it is, where the pane looks, and where it should look. */
interface Place {
  readonly pane: PaneName;
  readonly rect: Rect;
  readonly camera: Camera;
  readonly target: Camera;
  readonly size: Size;
}

const isSeenFromFar = ({ camera, target }: Place) => target === camera && camera.zoom < nearZoom;

/** Side by side in height; sideways each pane keeps the place where its own part is in view. */
function toAnchor(leader: Place, follower: Place): Anchor {
  const isSameZoom = follower.target.zoom === leader.target.zoom;
  const followerX = isSameZoom ? centerOf(follower.target, follower.size).x : middleOf(follower.rect).x;
  const own = { x: centerOf(leader.target, leader.size).x, y: middleOf(leader.rect).y };
  const other = { x: followerX, y: middleOf(follower.rect).y };
  return leader.pane === 'before' ? { before: own, after: other } : { before: other, after: own };
}
