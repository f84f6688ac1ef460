import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { variantColors } from '../../engine/report/palette.ts';
import { applyTheme, findStoredTheme, toTheme } from './theme.ts';

const css = readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'theme.css'), 'utf8');
const variants = ['original', 'fp32', 'fp16', 'bf16', 'int8', 'mixed'].map((kind) => `variant-${kind}`);
const surfaces = ['surface-0', 'surface-1', 'surface-2'];

/** The hexadecimal colours of one theme, by name. */
function readTokens(theme: 'light' | 'dark'): ReadonlyMap<string, string> {
  const block = css.split(`:root[data-theme="${theme}"] {`)[1]?.split('}')[0] ?? '';
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]));
}

type Rgb = readonly [number, number, number];

/** Linear light, 0 to 1. */
function toLinear(hex: string): Rgb {
  const channel = (start: number) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** Contrast by WCAG 2.2, 1 to 21. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [red, green, blue] = toLinear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

type Matrix = readonly [Rgb, Rgb, Rgb];
const multiply = (matrix: Matrix, [x, y, z]: Rgb): Rgb => {
  const row = ([a, b, c]: Rgb) => Math.min(1, Math.max(0, a * x + b * y + c * z));
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

/** Colour vision deficiencies at full severity, on linear light: Machado, Oliveira, Fernandes 2009, table 1. */
const deficiencies: Readonly<Record<string, Matrix>> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Perceived difference: Euclidean distance in Oklab (Ottosson 2020); 0.02 is just noticeable side by side. */
function difference(a: Rgb, b: Rgb): number {
  const toOklab = ([red, green, blue]: Rgb) => {
    const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ] as const;
  };
  const [p, q] = [toOklab(a), toOklab(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const tokens = readTokens(theme);
  const color = (name: string) => {
    const hex = tokens.get(name);
    if (hex === undefined) throw new Error(`--${name} is not defined in the ${theme} theme`);
    return hex;
  };

  it('sets text off from every surface by WCAG AA', () => {
    const texts = ['ink', 'ink-2', 'ink-3', 'accent', 'good', 'warn', 'bad'];
    const poor = texts.flatMap((text) =>
      [...surfaces, 'surface-3']
        .filter((surface) => contrast(color(text), color(surface)) < 4.5)
        .map((at) => `${text} on ${at}`),
    );
    expect(poor).toEqual([]);
  });

  it.each([
    ['on-accent', 'accent'],
    ['ink', 'accent-soft'],
    ['ink', 'good-soft'],
    ['ink', 'warn-soft'],
    ['ink', 'bad-soft'],
    ['ink-2', 'bad-soft'],
    ['warn', 'warn-soft'],
    ['bad', 'bad-soft'],
    ['good', 'good-soft'],
  ])('sets %s off from %s', (text, ground) => {
    expect(contrast(color(text), color(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it('sets marks and outlines off from every surface by 3 to 1', () => {
    const categories = [...tokens.keys()].filter((name) => name.startsWith('category-'));
    expect(categories).toHaveLength(17);
    const classes = [...tokens.keys()].filter((name) => /^overlay-[a-f]$/.test(name));
    expect(classes).toHaveLength(6);
    const poor = [...categories, ...classes, ...variants, 'line-strong'].flatMap((mark) =>
      surfaces.filter((surface) => contrast(color(mark), color(surface)) < 3).map((surface) => `${mark} on ${surface}`),
    );
    expect(poor).toEqual([]);
  });

  it.each(Object.entries(deficiencies))(
    'keeps the variants of charts apart, colour vision deficiency: %s',
    (_, matrix) => {
      const seen = variants.map((variant) => multiply(matrix, toLinear(color(variant))));
      const close = seen.flatMap((a, first) =>
        seen
          .slice(first + 1)
          .flatMap((b, offset) =>
            difference(a, b) < 0.08
              ? [`${variants[first]} and ${variants[first + 1 + offset]}: ${difference(a, b).toFixed(3)}`]
              : [],
          ),
      );
      expect(close).toEqual([]);
    },
  );
});

it('gives variants the colours that reports on paper have', () => {
  const tokens = readTokens('light');
  for (const [kind, color] of Object.entries(variantColors)) expect(tokens.get(`variant-${kind}`)).toBe(color);
});

describe('the choice', () => {
  it.each([
    ['system', true, 'dark'],
    ['system', false, 'light'],
    ['light', true, 'light'],
    ['dark', false, 'dark'],
  ] as const)('%s on a system that is dark: %s is %s', (choice, systemIsDark, theme) => {
    expect(toTheme(choice, systemIsDark)).toBe(theme);
  });

  it('marks the document and is remembered for the next start', () => {
    applyTheme('dark');
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(findStoredTheme()).toBe('dark');
  });
});
