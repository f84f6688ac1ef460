import { describe, expect, it } from 'vitest';
import { labelledReport, unlabelledReport } from '../testing/reports.ts';
import { type Box, placeLabels, toDomain, toScatter } from './scatter.ts';

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
