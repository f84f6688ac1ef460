import type { Point } from '../canvas/camera.ts';
import { at } from '../layout/links.ts';
import { boxRect, type Scene } from '../scene.ts';
import { partTop, shiftOfPart } from './part-place.ts';

/** Where a drawing comes from: distances to the places before, in pixels at zoom 1, the toggled part held still. */
export interface Moves {
  readonly boxX: Float64Array;
  readonly boxY: Float64Array;
  /** Per frame: how much farther left, up, and how much wider and taller it was. */
  readonly frames: readonly FrameMove[];
}

export interface FrameMove extends Point {
  readonly width: number;
  readonly height: number;
}

/** Drawings of more boxes than this change at once: they would not keep up 60 frames per second. */
export const mostMovingBoxes = 3000;

/**
 * From one drawing of a graph to the next, after a part was opened or closed. What was not there before comes out of the part.
 * Undefined where the drawings have no such part in common, or are too large to move.
 */
export function toMoves(before: Scene, after: Scene, path: string): Moves | undefined {
  const shift = shiftOfPart(before, after, path);
  const part = partTop(after, path);
  if (!shift || !part || after.graph.boxes.length > mostMovingBoxes) return undefined;
  const boxX = new Float64Array(after.graph.boxes.length);
  const boxY = new Float64Array(after.graph.boxes.length);
  for (const [box, { id }] of after.graph.boxes.entries()) {
    const earlier = before.indexById.get(id);
    const now = boxRect(after, box);
    if (earlier === undefined) {
      boxX[box] = part.x - (now.left + now.right) / 2;
      boxY[box] = part.y - now.top;
    } else {
      const then = boxRect(before, earlier);
      boxX[box] = (then.left + then.right) / 2 - (now.left + now.right) / 2 + shift.x;
      boxY[box] = then.top - now.top + shift.y;
    }
  }
  return { boxX, boxY, frames: after.graph.frames.map((_, frame) => frameMove(before, after, frame, shift, part)) };
}

function frameMove(before: Scene, after: Scene, frame: number, shift: Point, part: Point): FrameMove {
  const { x, y, width, height } = after.layout.frames;
  const path = after.graph.frames[frame]?.path;
  const earlier = before.graph.frames.findIndex((candidate) => candidate.path === path);
  if (earlier === -1)
    return { x: part.x - at(x, frame), y: part.y - at(y, frame), width: -at(width, frame), height: -at(height, frame) };
  const then = before.layout.frames;
  return {
    x: at(then.x, earlier) - at(x, frame) + shift.x,
    y: at(then.y, earlier) - at(y, frame) + shift.y,
    width: at(then.width, earlier) - at(width, frame),
    height: at(then.height, earlier) - at(height, frame),
  };
}
