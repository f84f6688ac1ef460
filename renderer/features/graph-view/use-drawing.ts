import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useReactFlow, useStoreApi } from 'reactflow';
import { type Camera, type Rect, type Size, toWindow } from './canvas/camera.ts';
import type { LinkedCameras, Motion } from './canvas/linked-cameras.ts';
import type { Marks } from './canvas/marks.ts';
import { shiftOfPart } from './motion/part-place.ts';
import type { Paints } from './overlays/overlay.ts';
import type { Scene } from './scene.ts';
import type { PaneName } from './selection.ts';
import { nearBoxes, type OpFlowNode, toFlowNodes, toNearWindow } from './to-flow-elements.ts';

/** What the current view needs besides painting; changes only when the view crosses a step. */
export interface View {
  /** Boxes to show as elements; undefined in the far view. */
  readonly near: readonly number[] | undefined;
  /** Nothing of the drawing is in view. */
  readonly isAway: boolean;
}

export function useView(scene: Scene, size: Size): View {
  const store = useStoreApi();
  const [window, setWindow] = useState<Rect>();
  const [isAway, setAway] = useState(false);
  useLayoutEffect(() => {
    const look = () => {
      const [x, y, zoom] = store.getState().transform;
      const next = toNearWindow({ x, y, zoom }, size);
      setWindow((known) => (isSameRect(known, next) ? known : next));
      setAway(isOutside(scene, toWindow({ x, y, zoom }, size)));
    };
    look();
    return store.subscribe(look);
  }, [scene, size, store]);
  const near = useMemo(() => nearBoxes(scene, window), [scene, window]);
  return { near, isAway };
}

function isSameRect(a: Rect | undefined, b: Rect | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (['left', 'top', 'right', 'bottom'] as const).every((side) => Object.is(a[side], b[side]));
}

function isOutside({ layout }: Scene, { left, top, right, bottom }: Rect): boolean {
  return right > left && (right < 0 || bottom < 0 || left > layout.width || top > layout.height);
}

const noNodes: OpFlowNode[] = [];

/** Elements for the boxes near by; unchanged ones keep their identity, so that React Flow skips them. */
export function useFlowNodes(
  scene: Scene,
  near: readonly number[] | undefined,
  marks: Marks,
  paints: Paints,
): OpFlowNode[] {
  const previous = useRef<OpFlowNode[]>(noNodes);
  const nodes = useMemo(
    () => (near === undefined ? noNodes : toFlowNodes(scene, near, { marks, paints }, previous.current)),
    [scene, near, marks, paints],
  );
  useLayoutEffect(() => {
    previous.current = nodes;
  }, [nodes]);
  return nodes;
}

const glideMs = 260;

interface Glide {
  readonly camera: Camera;
  readonly untilMs: number;
}

/** Where a pane is gliding to, while it does. */
const findGoal = (glide: Glide | undefined): Camera | undefined =>
  glide !== undefined && performance.now() < glide.untilMs ? glide.camera : undefined;

/**
 * Lets the linked cameras read and move this pane. A pane that gets wider or narrower keeps its middle.
 * Returns a reader of the camera as it is, and what to call when the user takes over.
 */
export function useCameraPort(
  pane: PaneName,
  scene: Scene,
  size: Size,
  cameras: LinkedCameras,
  lastToggled: string | undefined,
) {
  const store = useStoreApi();
  const flow = useReactFlow();
  const read = useCallback((): Camera => {
    const [x, y, zoom] = store.getState().transform;
    return { x, y, zoom };
  }, [store]);
  const isReady = size.width > 0 && size.height > 0 && flow.viewportInitialized;
  const glide = useRef<Glide>(undefined);
  const apply = useCallback(
    (camera: Camera, motion: Motion) => {
      const isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      // Without a size there is no path to glide along, only divisions by zero.
      const hasSize = store.getState().width > 0;
      const duration = motion === 'smooth' && hasSize && !isStill ? glideMs : 0;
      glide.current = { camera, untilMs: performance.now() + duration };
      void flow.setViewport(camera, duration > 0 ? { duration, interpolate: 'linear' } : {});
    },
    [flow, store],
  );
  const latest = useRef({ scene, size });
  useLayoutEffect(() => {
    const before = latest.current.scene;
    latest.current = { scene, size };
    if (before === scene || cameras.port(pane) === undefined) return;
    const shift = lastToggled === undefined ? undefined : shiftOfPart(before, scene, lastToggled);
    if (shift !== undefined) {
      const camera = read();
      apply({ ...camera, x: camera.x - shift.x * camera.zoom, y: camera.y - shift.y * camera.zoom }, 'instant');
    } else if (pane !== 'before' || !hasSameBoxes(before, scene)) cameras.redrawn(pane);
  }, [pane, scene, size, cameras, lastToggled, read, apply]);
  useLayoutEffect(() => {
    if (!isReady) return;
    return cameras.attach(pane, {
      size: () => latest.current.size,
      scene: () => latest.current.scene,
      read: () => findGoal(glide.current) ?? read(),
      apply,
    });
  }, [pane, cameras, read, apply, isReady]);

  const previousWidth = useRef(size.width);
  useLayoutEffect(() => {
    const widened = size.width - previousWidth.current;
    if (previousWidth.current > 0 && widened !== 0) {
      const goal = findGoal(glide.current);
      const camera = goal ?? read();
      apply({ ...camera, x: camera.x + widened / 2 }, goal === undefined ? 'instant' : 'smooth');
      if (goal !== undefined) cameras.resized();
    }
    previousWidth.current = size.width;
  }, [size.width, apply, read, cameras]);
  const takeOver = useCallback(() => {
    glide.current = undefined;
  }, []);
  return { readCamera: read, takeOver };
}

function hasSameBoxes(a: Scene, b: Scene): boolean {
  return (
    a.graph.boxes.length === b.graph.boxes.length &&
    a.graph.boxes.every(({ id }, index) => id === b.graph.boxes[index]?.id)
  );
}
