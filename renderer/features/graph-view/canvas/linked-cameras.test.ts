import { describe, expect, test } from 'vitest';
import type { Scene } from '../scene.ts';
import { boxRect } from '../scene.ts';
import type { PaneName } from '../selection.ts';
import { inceptionLike } from '../testing/sample-graphs.ts';
import { indexOf, sceneOf } from '../testing/scene-of.ts';
import { type Camera, centerOf, middleOf, type Size, toWindow } from './camera.ts';
import { LinkedCameras } from './linked-cameras.ts';

const graphs = inceptionLike(6);
const scenes = { before: sceneOf(graphs.before), after: sceneOf(graphs.after) };
const size: Size = { width: 400, height: 600 };

function attach(cameras: LinkedCameras, pane: PaneName, scene: () => Scene = () => scenes[pane]) {
  const view: { camera: Camera; moves: number } = { camera: { x: 0, y: 0, zoom: 1 }, moves: 0 };
  const detach = cameras.attach(pane, {
    size: () => size,
    scene,
    read: () => view.camera,
    apply: (camera) => {
      view.camera = camera;
      view.moves += 1;
    },
  });
  return { view, detach, centerY: () => centerOf(view.camera, size).y };
}

function linkedPair() {
  const cameras = new LinkedCameras();
  return { cameras, before: attach(cameras, 'before'), after: attach(cameras, 'after') };
}

const lookingAt = (y: number, zoom = 1): Camera => ({ x: 0, y: size.height / 2 - y * zoom, zoom });
const concatY = (pane: PaneName) => {
  const last = graphs.after.boxes.filter(({ title }) => title === 'Concat').at(3);
  const id = pane === 'after' ? (last?.id ?? '') : `n${last?.origins[0]}`;
  return middleOf(boxRect(scenes[pane], indexOf(scenes[pane], id)));
};

describe('LinkedCameras', () => {
  test('starts both panes at the top, at one zoom', () => {
    const { before, after } = linkedPair();
    expect(before.view.camera.y).toBeGreaterThanOrEqual(0);
    expect(after.view.camera.y).toBeGreaterThanOrEqual(0);
    expect(after.view.camera.zoom).toBe(before.view.camera.zoom);
  });

  test('shows the same part of the network in both', () => {
    const { cameras, before, after } = linkedPair();
    before.view.camera = lookingAt(concatY('before').y);
    cameras.go('before', before.view.camera);
    expect(after.centerY()).toBeCloseTo(concatY('after').y, 0);
    cameras.go('after', lookingAt(concatY('after').y, 0.5));
    expect(before.centerY()).toBeCloseTo(concatY('before').y, 0);
    expect(before.view.camera.zoom).toBe(0.5);
  });

  test('keeps anchored places at the same height while panning near them', () => {
    const { cameras, before, after } = linkedPair();
    const anchor = { before: concatY('before'), after: concatY('after') };
    cameras.setAnchor(anchor);
    cameras.go('before', lookingAt(anchor.before.y + 40));
    for (const y of [60, 130, -200, 0]) {
      before.view.camera = lookingAt(anchor.before.y + y);
      cameras.moved('before', before.view.camera);
      expect(after.centerY() - anchor.after.y).toBeCloseTo(y, 6);
    }
  });

  test('does not jump when the anchor goes; what is off fades as the user moves on', () => {
    const { cameras, before, after } = linkedPair();
    const anchor = { before: concatY('before'), after: concatY('after') };
    cameras.setAnchor(anchor);
    before.view.camera = lookingAt(anchor.before.y + 250);
    cameras.go('before', before.view.camera);
    const apart = after.centerY();
    cameras.setAnchor(undefined);
    cameras.moved('before', before.view.camera);
    expect(after.centerY()).toBeCloseTo(apart, 6);
    for (let y = 250; y >= 0; y -= 5) {
      before.view.camera = lookingAt(anchor.before.y + y);
      const previous = after.centerY();
      cameras.moved('before', before.view.camera);
      expect(Math.abs(after.centerY() - previous)).toBeLessThan(12);
    }
    for (let y = 0; y >= -1500; y -= 5) cameras.moved('before', lookingAt(anchor.before.y + y));
    for (let y = -1500; y <= 0; y += 5) cameras.moved('before', lookingAt(anchor.before.y + y));
    expect(Math.abs(after.centerY() - anchor.after.y)).toBeLessThan(2);
  });

  test('leaves the other pane alone while the link is off', () => {
    const { cameras, after } = linkedPair();
    cameras.setLinked(false);
    const { moves } = after.view;
    cameras.moved('before', lookingAt(2000));
    cameras.go('before', lookingAt(1000));
    expect(after.view.moves).toBe(moves);
  });

  test('shows both drawings whole at the zoom of the larger one', () => {
    const { cameras, before, after } = linkedPair();
    cameras.showAll();
    const { zoom } = before.view.camera;
    expect(scenes.before.layout.height * zoom).toBeLessThanOrEqual(size.height);
    expect(after.view.camera.zoom).toBe(zoom);
  });

  test('zooms around a place that is in view', () => {
    const { cameras, before } = linkedPair();
    before.view.camera = lookingAt(2000);
    cameras.zoomBy('before', 2, { x: 100, y: 1900 });
    const { x, y, zoom } = before.view.camera;
    expect(zoom).toBe(2);
    expect([100 * zoom + x, 1900 * zoom + y]).toEqual([100, 200]);
  });

  test('comes back from empty space to the nearest row', () => {
    const { cameras, before } = linkedPair();
    before.view.camera = { x: -50_000, y: -90_000, zoom: 0.5 };
    cameras.comeBack('before');
    const window = toWindow(before.view.camera, size);
    expect(window.bottom).toBeCloseTo(scenes.before.layout.height, 6);
    expect(window.left).toBeLessThan(scenes.before.layout.width);
    expect(window.right).toBeGreaterThan(0);
  });

  test('stops zooming at its limits', () => {
    const { cameras, before } = linkedPair();
    for (let step = 0; step < 40; step++) cameras.zoomBy('before', 1.4);
    expect(before.view.camera.zoom).toBe(2.5);
    for (let step = 0; step < 80; step++) cameras.zoomBy('before', 1 / 1.4);
    expect(scenes.before.layout.height * before.view.camera.zoom).toBeLessThanOrEqual(size.height);
  });

  test('a pane that is shown again joins where the other one is', () => {
    const { cameras, before, after } = linkedPair();
    cameras.go('before', lookingAt(concatY('before').y));
    after.detach();
    expect(cameras.attached()).toEqual(['before']);
    const again = attach(cameras, 'after');
    expect(again.centerY()).toBeCloseTo(concatY('after').y, 0);
    expect(before.view.camera).toEqual(lookingAt(concatY('before').y));
  });

  test('a new fused drawing follows the original where it is', () => {
    const cameras = new LinkedCameras();
    let fused = scenes.before;
    const before = attach(cameras, 'before');
    const after = attach(cameras, 'after', () => fused);
    cameras.go('before', lookingAt(concatY('before').y));
    fused = scenes.after;
    cameras.redrawn('after');
    expect(after.centerY()).toBeCloseTo(concatY('after').y, 0);
    expect(before.view.camera).toEqual(lookingAt(concatY('before').y));
  });
});
