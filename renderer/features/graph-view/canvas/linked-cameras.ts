import { rowsBetween } from '../hit-test.ts';
import { boxRect, type Scene } from '../scene.ts';
import type { PaneName } from '../selection.ts';
import {
  type Camera,
  centeredOn,
  centerOf,
  farthestZoom,
  fitWhole,
  isInside,
  middleOf,
  type Point,
  type Size,
  startCamera,
  toWindow,
  zoomedAt,
  zoomLimits,
} from './camera.ts';
import { type Anchor, followingCenter, otherPane, withinDrawing } from './follow.ts';
import { type LinkMap, toLinkMap } from './link-map.ts';

export type Motion = 'smooth' | 'instant';

/** One pane as the link sees it. */
export interface CameraPort {
  readonly size: () => Size;
  readonly scene: () => Scene;
  /** The present camera, or the one that the pane is gliding to. */
  readonly read: () => Camera;
  /** 'smooth' glides there unless the user prefers reduced motion. */
  readonly apply: (camera: Camera, motion: Motion) => void;
}

const panes: readonly PaneName[] = ['before', 'after'];
const noDrift: Point = { x: 0, y: 0 };

/** Moves the two panes of a comparison together, and each alone where the link is off or one pane is hidden. */
export class LinkedCameras {
  readonly #ports: Partial<Record<PaneName, CameraPort>> = {};
  readonly #listeners = new Set<() => void>();
  #attached: readonly PaneName[] = [];
  #anchor: Anchor | undefined;
  #isLinked = true;
  #map: { readonly before: Scene; readonly after: Scene; readonly heights: LinkMap } | undefined;
  /** How far the follower was off when the link took over; fades out as the leader moves, so that nothing jumps. */
  #drift: Point | undefined;
  #last: { readonly leader: PaneName; readonly center: Point } | undefined;

  /** Adds a pane, which starts where the other one is, or at the top. Returns a function that removes it. */
  attach(pane: PaneName, port: CameraPort): () => void {
    const other = this.#ports[otherPane(pane)];
    this.#ports[pane] = port;
    if (other !== undefined && this.#isLinked) this.#follow(otherPane(pane), other.read(), 'smooth');
    else this.start(pane);
    this.#announce();
    return () => {
      if (this.#ports[pane] !== port) return;
      delete this.#ports[pane];
      this.#announce();
    };
  }

  /** A pane got another size on its way to something: whoever sent it there looks again. */
  resized(): void {
    this.#announce();
  }

  /** Panes that can be moved; a new array whenever they or their sizes changed. */
  readonly attached = (): readonly PaneName[] => this.#attached;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #announce(): void {
    this.#attached = panes.filter((pane) => this.#ports[pane] !== undefined);
    for (const listener of this.#listeners) listener();
  }

  port(pane: PaneName): CameraPort | undefined {
    return this.#ports[pane];
  }

  get isLinked(): boolean {
    return this.#isLinked;
  }

  setLinked(isLinked: boolean): void {
    this.#isLinked = isLinked;
    this.#drift = undefined;
  }

  /** Keeps two places side by side from now on; undefined lets the link map lead again. */
  setAnchor(anchor: Anchor | undefined): void {
    this.#anchor = anchor;
    this.#drift = undefined;
  }

  /** Shows where reading starts. */
  start(pane: PaneName): void {
    const port = this.#ports[pane];
    if (port === undefined) return;
    const scene = port.scene();
    const first = boxRect(scene, scene.layout.rowBoxes[0] ?? 0);
    this.go(pane, startCamera(scene.layout, { x: middleOf(first).x, y: first.top }, port.size()), 'instant');
  }

  /** A pane has another drawing: after fusion it follows the original, which starts anew. */
  redrawn(pane: PaneName): void {
    const original = this.#ports.before;
    this.#anchor = undefined;
    if (pane === 'after' && original !== undefined && this.#isLinked) this.#follow('before', original.read(), 'smooth');
    else this.start(pane);
  }

  /** The user moved a pane: the other one follows at once. */
  moved(leader: PaneName, camera: Camera): void {
    this.#follow(leader, camera, 'instant');
  }

  /** Moves a pane, and the other one with it. */
  go(leader: PaneName, camera: Camera, motion: Motion = 'smooth'): void {
    this.#drift = noDrift;
    this.#last = undefined;
    this.#ports[leader]?.apply(camera, motion);
    this.#follow(leader, camera, motion);
  }

  /** Zooms a pane around a point of its drawing where that is in view, else around its middle. */
  zoomBy(pane: PaneName, factor: number, focus?: Point): void {
    const port = this.#ports[pane];
    if (port === undefined) return;
    const camera = port.read();
    const size = port.size();
    const drawing = port.scene().layout;
    const wanted = Math.max(farthestZoom(drawing, size), Math.min(zoomLimits.nearest, camera.zoom * factor));
    const middle = centerOf(camera, size);
    const { x, y } = focus !== undefined && isInside(toWindow(camera, size), focus) ? focus : middle;
    const zoomed = zoomedAt(camera, wanted, { x: x * camera.zoom + camera.x, y: y * camera.zoom + camera.y });
    const center = centerOf(zoomed, size);
    this.go(pane, centeredOn({ x: center.x, y: withinDrawing(center.y, { size, drawing }, wanted) }, wanted, size));
  }

  /** Returns from empty space to the nearest row of boxes. */
  comeBack(pane: PaneName): void {
    const port = this.#ports[pane];
    if (port === undefined) return;
    const camera = port.read();
    const size = port.size();
    const scene = port.scene();
    const y = Math.max(0, Math.min(scene.layout.height, centerOf(camera, size).y));
    const { first } = rowsBetween(scene, y, y);
    const box = scene.layout.rowBoxes[scene.layout.rowStart[first] ?? 0] ?? 0;
    const { x } = middleOf(boxRect(scene, box));
    const geometry = { size, drawing: scene.layout };
    this.go(pane, centeredOn({ x, y: withinDrawing(y, geometry, camera.zoom) }, camera.zoom, size));
  }

  /** Shows both drawings whole, at one zoom where they are linked. */
  showAll(): void {
    const whole = panes.flatMap((pane) => {
      const port = this.#ports[pane];
      return port === undefined ? [] : [{ pane, camera: fitWhole(port.scene().layout, port.size()) }];
    });
    whole.sort((a, b) => a.camera.zoom - b.camera.zoom);
    if (this.#isLinked && whole[0] !== undefined) this.go(whole[0].pane, whole[0].camera);
    else for (const { pane, camera } of whole) this.#ports[pane]?.apply(camera, 'smooth');
  }

  #follow(leader: PaneName, camera: Camera, motion: Motion): void {
    const { before, after } = this.#ports;
    if (!this.#isLinked || before === undefined || after === undefined) return;
    const own = leader === 'before' ? before : after;
    const other = leader === 'before' ? after : before;
    const target = followingCenter({
      leader,
      camera,
      panes: {
        before: { size: before.size(), drawing: before.scene().layout },
        after: { size: after.size(), drawing: after.scene().layout },
      },
      map: this.#heights(before.scene(), after.scene()),
      anchor: this.#anchor,
    });
    const center = centerOf(camera, own.size());
    this.#drift = motion === 'smooth' ? noDrift : this.#fadedDrift(leader, center, camera, own, other, target);
    this.#last = { leader, center };
    const drifted = { x: target.x + this.#drift.x, y: target.y + this.#drift.y };
    other.apply(centeredOn(drifted, camera.zoom, other.size()), motion);
  }

  #fadedDrift(
    leader: PaneName,
    center: Point,
    camera: Camera,
    own: CameraPort,
    other: CameraPort,
    target: Point,
  ): Point {
    if (this.#drift !== undefined && this.#last === undefined) return this.#drift;
    if (this.#drift === undefined || this.#last?.leader !== leader) {
      const actual = centerOf(other.read(), other.size());
      return { x: actual.x - target.x, y: actual.y - target.y };
    }
    const moved = Math.hypot(center.x - this.#last.center.x, center.y - this.#last.center.y);
    const kept = Math.max(0, 1 - (moved * camera.zoom) / own.size().height);
    return { x: this.#drift.x * kept, y: this.#drift.y * kept };
  }

  #heights(before: Scene, after: Scene): LinkMap {
    if (this.#map?.before !== before || this.#map.after !== after) {
      this.#map = { before, after, heights: toLinkMap(before, after) };
    }
    return this.#map.heights;
  }
}
