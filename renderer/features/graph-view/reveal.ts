import type { Selection } from '../../stores/view-store.ts';
import {
  type Camera,
  centeredOn,
  contains,
  middleOf,
  type Rect,
  type Size,
  toWindow,
  union,
  zoomLimits,
} from './canvas/camera.ts';
import { otherPane } from './canvas/follow.ts';
import type { LinkedCameras } from './canvas/linked-cameras.ts';
import { boxRect, type Scene } from './scene.ts';
import { type PaneName, relatedBoxes, type Scenes } from './selection.ts';

/** What a selection covers in one drawing: the chosen box itself, or all its counterparts. */
export function selectionRect(scene: Scene, selection: Selection): Rect | undefined {
  const related = relatedBoxes(scene, selection);
  const own = selection.box === undefined ? undefined : scene.indexById.get(selection.box);
  if (own !== undefined && related.has(own)) return boxRect(scene, own);
  return union([...related].map((box) => boxRect(scene, box)));
}

/** The same camera where the rectangle is in view; else one that has it in the middle, close enough to read. */
export function showing(rect: Rect, camera: Camera, size: Size): Camera {
  if (contains(toWindow(camera, size), rect)) return camera;
  return centeredOn(middleOf(rect), Math.max(camera.zoom, zoomLimits.comfortable), size);
}

/**
 * Brings a selection into view in the pane it was made in, and its counterparts to the same place in the other pane.
 * `attached` are the panes that can be moved.
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
  const rectIn = (pane: PaneName) => {
    const scene = attached.includes(pane) ? scenes[pane] : undefined;
    return scene && selectionRect(scene, selection);
  };
  const before = rectIn('before');
  const after = rectIn('after');
  cameras.setAnchor(before && after ? { before: middleOf(before), after: middleOf(after) } : undefined);
  const isAfterFirst = selection.source !== 'before';
  const leader = (isAfterFirst && after) || !before ? 'after' : 'before';
  show(cameras, leader, leader === 'after' ? after : before);
  if (!cameras.isLinked) show(cameras, otherPane(leader), leader === 'after' ? before : after);
}

function show(cameras: LinkedCameras, pane: PaneName, rect: Rect | undefined): void {
  const port = cameras.port(pane);
  if (port !== undefined && rect !== undefined) cameras.go(pane, showing(rect, port.read(), port.size()));
}
