import { describe, expect, it } from 'vitest';
import { labelledReport, unlabelledReport } from '../testing/reports.ts';
import {
  type Box,
  findFastestWithin,
  findParetoFront,
  placeLabels,
  toBudgetLine,
  toDomain,
  toScatter,
} from './scatter.ts';

describe('toScatter', () => {
  it('plots top-1 where every measured variant has it', () => {
    const { measure, points } = toScatter(labelledReport);
    expect(measure).toBe('top-1');
    expect(points.map(({ kind, accuracy }) => [kind, accuracy])).toEqual([
      ['original', 0.95],
      ['fp32', 0.95],
      ['fp16', 0.9495],
      ['int8', 0.946],
    ]);
  });

  it('plots agreement where labels are missing, without the variants that failed', () => {
    const { measure, basis, points } = toScatter(unlabelledReport);
    expect([measure, basis]).toEqual(['agreement', 'random']);
    expect(points.map(({ kind, accuracy }) => [kind, accuracy])).toEqual([
      ['original', 1],
      ['fp32', 1],
      ['int8', 0.9875],
    ]);
  });

  it('has no points where accuracy was not measured', () => {
    expect(toScatter({ ...labelledReport, variants: [] }).points).toEqual([]);
  });
});

describe('findParetoFront', () => {
  const point = (latencyMs: number, accuracy: number) => ({ latencyMs, accuracy });

  it('keeps what no other point beats in both, the fastest first', () => {
    const points = [point(2, 0.95), point(1, 0.94), point(3, 0.949), point(0.5, 0.6)];
    expect(findParetoFront(points)).toEqual([point(0.5, 0.6), point(1, 0.94), point(2, 0.95)]);
  });

  it('drops what is slower for the same accuracy, and what is worse for the same latency', () => {
    expect(findParetoFront([point(2, 0.9), point(1, 0.9), point(1, 0.8)])).toEqual([point(1, 0.9)]);
  });

  it('is empty for no points', () => expect(findParetoFront([])).toEqual([]));
});

it('draws the budget below the original, and not at all without it', () => {
  const scatter = toScatter(labelledReport);
  expect(toBudgetLine(scatter, 0.002)).toBeCloseTo(0.948);
  expect(toBudgetLine({ ...scatter, points: scatter.points.slice(1) }, 0.002)).toBeUndefined();
});

it('finds the fastest inside the budget', () => {
  const scatter = toScatter(labelledReport);
  expect(findFastestWithin(scatter, 0.94)?.kind).toBe('int8');
  expect(findFastestWithin(scatter, 0.949)?.kind).toBe('fp32');
  expect(findFastestWithin(scatter, 0.99)).toBeUndefined();
});

describe('toDomain', () => {
  it('pads around the values', () => {
    const [low, high] = toDomain([0.9, 0.95], 0.004, 1);
    expect(low).toBeCloseTo(0.89);
    expect(high).toBeCloseTo(0.96);
  });

  it('gives equal values a range', () => {
    const [low, high] = toDomain([0.5, 0.5], 0.01, 1);
    expect(low).toBeCloseTo(0.493);
    expect(high).toBeCloseTo(0.507);
  });

  it('never leaves 0 to the limit, and keeps the values inside', () => {
    expect(toDomain([1, 1], 0.01, 1)[1]).toBe(1);
    expect(toDomain([1, 1], 0.01, 1)[0]).toBeLessThan(1);
    const [low, high] = toDomain([0, 1], 0.004, 1);
    expect([low, high]).toEqual([0, 1]);
  });
});

describe('placeLabels', () => {
  const frame = { x: 0, y: 0, width: 400, height: 300 };
  const overlaps = (a: Box, b: Box) =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  it('puts a lone label at the right of its mark', () => {
    expect(placeLabels([{ x: 100, y: 100, width: 60 }], frame)).toEqual([{ x: 110, y: 92, width: 60, height: 16 }]);
  });

  it('puts it elsewhere at the edge of the frame', () => {
    const [label] = placeLabels([{ x: 390, y: 50, width: 60 }], frame);
    expect(label).toMatchObject({ x: 320 });
  });

  it('keeps the labels of close marks apart from each other and from the marks', () => {
    const requests = [
      { x: 200, y: 150, width: 80 },
      { x: 210, y: 152, width: 80 },
      { x: 205, y: 158, width: 80 },
    ];
    const labels = placeLabels(requests, frame);
    for (const [index, label] of labels.entries()) {
      for (const other of labels.slice(index + 1)) expect(overlaps(label, other)).toBe(false);
    }
  });
});
