import { describe, expect, it } from 'vitest';
import type { Dim } from '../ir/shape.ts';
import type { SessionPort } from '../runtime/session.ts';
import { resolveInputDims, type ShapeOptions } from './input-dims.ts';

const input = (name: string, ...dims: Dim[]): SessionPort => ({ name, dataType: 'float32', dims });

const resolve = (inputs: readonly SessionPort[], options: ShapeOptions = {}) => {
  const { dimsByInput, batch } = resolveInputDims(inputs, options);
  return { batch, ...Object.fromEntries(dimsByInput) };
};

describe('the batch', () => {
  it.each([['its name', input('x', 'seq', 'batch', 4), { shapes: {}, batch: 3 }, 'seq']])(
    'is found by %s, and what is left is asked for',
    (_how, port, options, unknown) => {
      expect(() => resolve([port], options)).toThrow(
        expect.objectContaining({
          code: 'benchmark.shape-needed',
          details: { input: 'x', shape: 'seqx3x4', unknown: [unknown] },
        }),
      );
    },
  );

  it('is the first axis if that is open', () => {
    expect(resolve([input('x', 'N', 3, 8, 8)], { batch: 4 })).toEqual({ batch: 4, x: [4, 3, 8, 8] });
    expect(resolve([input('x', undefined, 3)], { batch: 4 })).toEqual({ batch: 4, x: [4, 3] });
    expect(resolve([input('x', 's77', 3)])).toEqual({ batch: 1, x: [1, 3] });
  });

  it('is the same for every input', () => {
    expect(resolve([input('x', 'N', 3), input('y', 'N', 1)], { batch: 2 })).toEqual({ batch: 2, x: [2, 3], y: [2, 1] });
  });

  it('is not a sequence that comes first', () => {
    expect(() => resolve([input('x', 'sequence_length', 80)])).toThrow(
      expect.objectContaining({ code: 'benchmark.shape-needed' }),
    );
  });

  it('of a fixed image model is what the model says', () => {
    expect(resolve([input('x', 8, 3, 2, 2)])).toEqual({ batch: 8, x: [8, 3, 2, 2] });
    expect(resolve([input('x', 80, 3000)])).toMatchObject({ batch: 1 });
  });

  it('cannot be changed where it is fixed', () => {
    expect(() => resolve([input('x', 1, 3, 2, 2)], { batch: 8 })).toThrow(
      expect.objectContaining({ code: 'benchmark.fixed-batch', details: { asked: 8, fixed: 1 } }),
    );
    expect(resolve([input('x', 1, 3, 2, 2)], { batch: 1 })).toMatchObject({ batch: 1 });
  });
});

describe('open dimensions', () => {
  it('are asked for by the option that gives them', () => {
    expect(() => resolve([input('image', 1, 3, 'height', 'width')])).toThrow(
      expect.objectContaining({
        code: 'benchmark.shape-needed',
        message: expect.stringContaining('--shape image=1x3xheightxwidth'),
        details: { input: 'image', shape: '1x3xheightxwidth', unknown: ['height', 'width'] },
      }),
    );
  });

  it('without a name are asked for by position', () => {
    expect(() => resolve([input('x', 'N', undefined)])).toThrow(
      expect.objectContaining({ details: { input: 'x', shape: '1xaxis1', unknown: ['axis1'] } }),
    );
  });

  it('take the size that their name has in a given shape', () => {
    const inputs = [input('ids', 'batch', 'sequence'), input('mask', 'batch', 'sequence'), input('flag')];
    expect(resolve(inputs, { shapes: { ids: [2, 128] } })).toEqual({
      batch: 2,
      ids: [2, 128],
      mask: [2, 128],
      flag: [],
    });
  });

  it('of a given shape decide the batch', () => {
    expect(resolve([input('x', 'N', 3, 'h', 'w')], { batch: 1, shapes: { x: [8, 3, 32, 32] } })).toMatchObject({
      batch: 8,
    });
  });
});

describe('a given shape', () => {
  const inputs = [input('x', 'N', 3), input('y', 'N')];

  it('must name an input', () => {
    expect(() => resolve(inputs, { shapes: { z: [1] } })).toThrow(
      expect.objectContaining({ code: 'benchmark.unknown-input', details: { input: 'z', inputs: ['x', 'y'] } }),
    );
  });

  it.each([
    ['rank', { x: [1, 3, 1] }],
    ['fixed dimension', { x: [1, 4] }],
    ['dimension of the same name', { x: [1, 3], y: [2] }],
  ])('must agree with the %s', (_what, shapes: Record<string, number[]>) => {
    expect(() => resolve(inputs, { shapes })).toThrow(expect.objectContaining({ code: 'benchmark.shape-mismatch' }));
  });

  it('may be anything where the model states no rank', () => {
    expect(resolve([input('x')], { shapes: { x: [2, 5] } })).toMatchObject({ x: [2, 5] });
  });
});
