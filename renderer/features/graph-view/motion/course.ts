import type { Rect } from '../canvas/camera.ts';
import type { Scene } from '../scene.ts';
import { type Moves, toMoves } from './moves.ts';
import { sceneAt } from './scene-at.ts';

/** Milliseconds until a drawing is at rest after a part of it was opened or closed. */
export const moveMs = 160;

/** A frame that took longer counts as this: what holds up the page for a moment must not swallow the way. */
const longestFrameMs = 34;

/** The way of one pane from each drawing to the next. The clock starts with the first frame. */
export class Course {
  private scene: Scene | undefined;
  private moves: Moves | undefined;
  private frameMs: number | undefined;
  private elapsedMs = 0;
  /** The share of the way that is left. */
  private rest = 0;

  get isMoving(): boolean {
    return this.rest > 0;
  }

  /** Turns to a drawing; it moves there where a part was toggled that both have, and the user did not ask for stillness. */
  turnTo(scene: Scene, toggled: string | undefined, isStill: boolean): void {
    if (scene === this.scene) return;
    this.moves = this.scene && toggled !== undefined && !isStill ? toMoves(this.scene, scene, toggled) : undefined;
    this.scene = scene;
    this.frameMs = undefined;
    this.elapsedMs = 0;
    this.rest = this.moves ? 1 : 0;
  }

  /** Goes on to a moment of the frame clock, quickly first and slowly in the end. */
  advance(nowMs: number): void {
    this.elapsedMs += Math.min(longestFrameMs, nowMs - (this.frameMs ?? nowMs));
    this.frameMs = nowMs;
    this.rest = Math.max(0, 1 - this.elapsedMs / moveMs) ** 3;
  }

  /** The drawing as it is on its way, for painting a window of it. */
  now(scene: Scene, window: Rect): Scene {
    return this.moves && this.rest > 0 ? sceneAt(scene, this.moves, this.rest, window) : scene;
  }
}
