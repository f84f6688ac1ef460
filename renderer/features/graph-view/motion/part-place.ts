import type { Point } from '../canvas/camera.ts';
import { frameRect } from '../hit-test.ts';
import { boxRect, type Scene } from '../scene.ts';
import { partBoxId } from '../scopes/visible-graph.ts';

/** The middle of the top of a part, open or closed; undefined where the drawing has no such part. */
export function partTop(scene: Scene, path: string): Point | undefined {
  const box = scene.indexById.get(partBoxId(path));
  const frame = scene.graph.frames.findIndex((candidate) => candidate.path === path);
  const rect = box !== undefined ? boxRect(scene, box) : frame !== -1 ? frameRect(scene, frame) : undefined;
  return rect && { x: (rect.left + rect.right) / 2, y: rect.top };
}

/** How far the top of a part moved between two drawings of one graph; undefined where it is not in both. */
export function shiftOfPart(before: Scene, after: Scene, path: string): Point | undefined {
  if (before.graph.source !== after.graph.source) return undefined;
  const [from, to] = [partTop(before, path), partTop(after, path)];
  return from && to && { x: to.x - from.x, y: to.y - from.y };
}
