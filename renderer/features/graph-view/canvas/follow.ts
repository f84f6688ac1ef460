import type { PaneName } from '../selection.ts';
import { type Camera, centerOf, type Point, type Size } from './camera.ts';
import { type LinkMap, mapHeight } from './link-map.ts';

/** A place of one drawing and the same place of the other, kept side by side on screen. */
export type Anchor = Readonly<Record<PaneName, Point>>;

/** What one pane shows and how large it is. */
export interface PaneGeometry {
  readonly size: Size;
  readonly drawing: Size;
}

export interface Follow {
  readonly leader: PaneName;
  readonly camera: Camera;
  readonly panes: Readonly<Record<PaneName, PaneGeometry>>;
  readonly map: LinkMap;
  readonly anchor: Anchor | undefined;
}

export const otherPane = (pane: PaneName): PaneName => (pane === 'before' ? 'after' : 'before');

/**
 * Where the other pane's centre belongs when one pane looks at `camera`: at the same part of the network.
 * Near an anchor both move alike, so that what belongs together stays side by side; farther away the map leads.
 */
export function followingCenter({ leader, camera, panes, map, anchor }: Follow): Point {
  const { size, drawing } = panes[leader];
  const follower = panes[otherPane(leader)];
  const center = centerOf(camera, size);
  if (anchor === undefined) {
    const fromMiddle = (center.x - drawing.width / 2) * (follower.drawing.width / drawing.width);
    const y = withinDrawing(mapHeight(map, leader, center.y), follower, camera.zoom);
    return { x: follower.drawing.width / 2 + fromMiddle, y };
  }
  const from = anchor[leader];
  const to = anchor[otherPane(leader)];
  const reach = size.height / camera.zoom;
  const offset = center.y - from.y;
  const near = Math.max(-reach, Math.min(reach, offset));
  const beyond = near === offset ? 0 : mapHeight(map, leader, center.y) - mapHeight(map, leader, from.y + near);
  return { x: to.x + center.x - from.x, y: to.y + near + beyond };
}

/** Keeps a drawing that is taller than its pane from showing empty space above or below it. */
export function withinDrawing(y: number, { size, drawing }: PaneGeometry, zoom: number): number {
  const half = size.height / zoom / 2;
  return drawing.height <= 2 * half ? y : Math.max(half, Math.min(drawing.height - half, y));
}
