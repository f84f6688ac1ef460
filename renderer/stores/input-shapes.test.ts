import { describe, expect, it } from 'vitest';
import type { ModelPort } from '../../engine/api/contract.ts';
import { findOpenSizes, toShapes } from './input-shapes.ts';

const input = (name: string, shape: string, batchAxis?: number): ModelPort => ({
  name,
  dataType: 'float32',
  shape,
  ...(batchAxis !== undefined && { batchAxis }),
});

const bert = [input('ids', '[batch, sequence]', 0), input('mask', '[batch, sequence]', 0)];
const detector = [input('image', '[N, 3, height, ?]', 0), input('scale', '[2]')];

describe('findOpenSizes', () => {
  it('asks for nothing beyond the batch of a classifier', () => {
    expect(findOpenSizes([input('image', '[N, 3, 224, 224]', 0)])).toEqual([]);
    expect(findOpenSizes([input('image', '[1, 3, 224, 224]')])).toEqual([]);
    expect(findOpenSizes([input('scalar', '[]'), input('unknown', '')])).toEqual([]);
  });

  it('asks for each name once, and for nameless sizes by input and axis', () => {
    expect(findOpenSizes(bert)).toEqual(['sequence']);
    expect(findOpenSizes(detector)).toEqual(['height', 'image, axis 3']);
  });

  it('does not ask for the batch where another input has it on another axis', () => {
    expect(findOpenSizes([input('x', '[batch, 8]', 0), input('state', '[2, batch, 64]')])).toEqual([]);
  });
});

describe('toShapes', () => {
  it('completes every input that has an open size, and leaves the others to the batch', () => {
    expect(toShapes(bert, { sequence: 128 }, 4)).toEqual({ ids: [4, 128], mask: [4, 128] });
    expect(toShapes(detector, { height: 480, 'image, axis 3': 640 }, 1)).toEqual({ image: [1, 3, 480, 640] });
  });

  it('is empty while a size is missing and where none is open', () => {
    expect(toShapes(detector, { height: 480 }, 1)).toEqual({});
    expect(toShapes([input('image', '[N, 3, 224, 224]', 0)], {}, 8)).toEqual({});
  });
});
