import { describe, expect, it } from 'vitest';
import { at } from '../layout/links.ts';
import { boxRect, type Scene } from '../scene.ts';
import { toScopeTree } from '../scopes/scope-tree.ts';
import { partBoxId, toVisibleGraph } from '../scopes/visible-graph.ts';
import { bertLike, inceptionLike } from '../testing/sample-graphs.ts';
import { indexOf, sceneOf, sceneOfVisible } from '../testing/scene-of.ts';
import { Course, moveMs } from './course.ts';
import { mostMovingBoxes, toMoves } from './moves.ts';
import { partTop, shiftOfPart } from './part-place.ts';
import { sceneAt } from './scene-at.ts';

const everything = { left: -1e9, right: 1e9, top: -1e9, bottom: 1e9 };

const graph = bertLike(2).before;
const tree = toScopeTree(graph);
const part = tree.parts.find(({ parent }) => parent === -1)?.path ?? '';
const closed = sceneOfVisible(toVisibleGraph(graph, tree, new Set()));
const opened = sceneOfVisible(toVisibleGraph(graph, tree, new Set([part])));

function moving(from: Scene, to: Scene, rest: number): Scene {
  const moves = toMoves(from, to, part);
  if (!moves) throw new Error('It does not move.');
  return sceneAt(to, moves, rest, everything);
}

const shared = closed.graph.boxes.filter(({ id }) => opened.indexById.has(id));
const inside = opened.graph.boxes.filter(({ id }) => !closed.indexById.has(id));

describe.each([
  ['opening', closed, opened],
  ['closing', opened, closed],
] as const)('%s a part', (_, from, to) => {
  it('begins where every box stood on screen before, the part held still', () => {
    expect(shared.length).toBeGreaterThan(1);
    const shift = shiftOfPart(from, to, part) ?? { x: Number.NaN, y: Number.NaN };
    const start = moving(from, to, 1);
    for (const { id } of shared) {
      const [then, now] = [boxRect(from, indexOf(from, id)), boxRect(start, indexOf(start, id))];
      expect((now.left + now.right) / 2).toBeCloseTo((then.left + then.right) / 2 + shift.x);
      expect(now.top).toBeCloseTo(then.top + shift.y);
    }
  });

  it('ends in the drawing itself', () => {
    const end = moving(from, to, 0);
    for (const part of ['x', 'y', 'linePoints'] as const) expect(end.layout[part]).toEqual(to.layout[part]);
    expect(end.layout.frames).toEqual(to.layout.frames);
    expect(end.layout.pills).toEqual(to.layout.pills);
  });

  it('keeps lines that end at a box at that box all the way', () => {
    for (const rest of [1, 0.4]) {
      const { layout } = moving(from, to, rest);
      let count = 0;
      for (let line = 0; line < layout.lineHasArrow.length; line++) {
        if (layout.lineHasArrow[line] === 0) continue;
        count++;
        const last = at(layout.lineStart, line + 1) - 1;
        const target = at(layout.linkTo, at(layout.lineLink, line));
        const gap = at(layout.y, target) - at(layout.linePoints, 2 * last + 1);
        const atRest = at(to.layout.y, target) - at(to.layout.linePoints, 2 * last + 1);
        expect(gap).toBeCloseTo(atRest);
      }
      expect(count).toBeGreaterThan(0);
    }
  });
});

it('lets what a part holds come out of it, and its frame grow from nothing', () => {
  expect(inside.length).toBeGreaterThan(1);
  const top = partTop(opened, part);
  const start = moving(closed, opened, 1);
  for (const { id } of inside) {
    const { left, right, top: boxTop } = boxRect(start, indexOf(start, id));
    expect((left + right) / 2).toBeCloseTo(top?.x ?? Number.NaN);
    expect(boxTop).toBeCloseTo(top?.y ?? Number.NaN);
  }
  const frame = opened.graph.frames.findIndex(({ path }) => path === part);
  expect(start.layout.frames.width[frame]).toBeCloseTo(0);
  expect(moving(closed, opened, 0.5).layout.frames.height[frame]).toBeCloseTo(
    at(opened.layout.frames.height, frame) / 2,
  );
  expect(indexOf(closed, partBoxId(part))).toBeGreaterThanOrEqual(0);
});

it('paints of a drawing on its way only what is in the window', () => {
  const moves = toMoves(closed, opened, part);
  if (!moves) throw new Error('It does not move.');
  const { rowBoxes } = sceneAt(opened, moves, 0.5, { ...everything, bottom: 100 }).layout;
  expect(rowBoxes.length).toBeGreaterThan(0);
  expect(rowBoxes.length).toBeLessThan(opened.graph.boxes.length);
});

it('changes at once to another graph, from a part that is not there, and where there is too much to move', () => {
  expect(toMoves(sceneOf(inceptionLike().before), opened, part)).toBeUndefined();
  expect(toMoves(closed, opened, 'no/such/part')).toBeUndefined();
  const boxes = Array.from({ length: mostMovingBoxes + 1 }, () => opened.graph.boxes[0] ?? graph.boxes[0]);
  const large = { ...opened, graph: { ...opened.graph, boxes: boxes.flatMap((box) => box ?? []) } };
  expect(toMoves(closed, large, part)).toBeUndefined();
});

describe('a course', () => {
  it('starts with the first frame and is at rest after its time', () => {
    const course = new Course();
    course.turnTo(closed, part, false);
    expect(course.isMoving).toBe(false);
    course.turnTo(opened, part, false);
    expect(course.isMoving).toBe(true);
    course.advance(5000);
    expect(course.now(opened, everything).layout.y).toEqual(moving(closed, opened, 1).layout.y);
    for (let frame = 1; frame <= 5; frame++) course.advance(5000 + (frame * moveMs) / 10);
    expect(course.now(opened, everything).layout.y).toEqual(moving(closed, opened, 0.125).layout.y);
    // Painted again for another reason, it goes on.
    course.turnTo(opened, part, false);
    expect(course.isMoving).toBe(true);
    // A page that was held up goes on from where it was.
    course.advance(9000);
    expect(course.isMoving).toBe(true);
    for (let frame = 1; frame <= 5; frame++) course.advance(9000 + 16 * frame);
    expect(course.isMoving).toBe(false);
    expect(course.now(opened, everything)).toBe(opened);
  });

  it('does not move for who asked for stillness, or where no part was toggled', () => {
    for (const [toggled, isStill] of [
      [part, true],
      [undefined, false],
    ] as const) {
      const course = new Course();
      course.turnTo(closed, toggled, isStill);
      course.turnTo(opened, toggled, isStill);
      expect(course.isMoving).toBe(false);
    }
  });
});
