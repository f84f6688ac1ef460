import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fixturePath } from '../testing/scratch.ts';
import { cutImages, resizeImage } from './resize-image.ts';

const bytes = z.array(z.number()).transform((values) => Uint8Array.from(values));
const pillow = z
  .object({
    source: z.object({ height: z.number(), width: z.number(), channels: z.number(), pixels: bytes }),
    resized: z.array(z.object({ size: z.tuple([z.number(), z.number()]), pixels: bytes })),
  })
  .parse(JSON.parse(readFileSync(fixturePath('pillow.json'), 'utf8')));

describe('resizeImage', () => {
  it.each(pillow.resized.map((expected) => [expected.size.join(' x '), expected] as const))(
    'gives what Pillow gives at %s, within one level',
    (_, { size, pixels }) => {
      const resized = resizeImage(pillow.source, size);
      expect([resized.height, resized.width, resized.channels]).toEqual([...size, 3]);
      const errors = resized.pixels.map((value, index) => Math.abs(value - (pixels[index] ?? 0)));
      expect(resized.pixels.length).toBe(pixels.length);
      expect(Math.max(...errors)).toBeLessThanOrEqual(1);
    },
  );

  it('keeps an image that has the size', () => {
    expect(resizeImage(pillow.source, [5, 7])).toBe(pillow.source);
  });

  it('scales every channel by itself, whatever their number', () => {
    const image = { height: 1, width: 2, channels: 2, pixels: Uint8Array.from([0, 100, 10, 200]) };
    expect(resizeImage(image, [1, 1]).pixels).toEqual(Uint8Array.from([5, 150]));
  });
});

describe('cutImages', () => {
  it('shares the block where nothing is resized', () => {
    const block = Uint8Array.from([1, 2, 3, 4]);
    const [first, second] = cutImages(block, { height: 1, width: 2, channels: 1 }, {});
    expect(second?.pixels).toEqual(Uint8Array.from([3, 4]));
    expect(first?.pixels.buffer).toBe(block.buffer);
  });
});
