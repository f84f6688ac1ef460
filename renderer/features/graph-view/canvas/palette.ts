import type { BoxCategory } from '../../../../engine/view/graph-view.ts';
import { amountColors, type BoxPaint } from '../overlays/overlay.ts';

/** Colours and font of the theme, resolved for a canvas. */
export interface Palette {
  readonly surface: string;
  readonly box: string;
  readonly boxBorder: string;
  readonly line: string;
  readonly ink: string;
  readonly muted: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly warn: string;
  readonly fontFamily: string;
  readonly category: Readonly<Record<BoxCategory, string>>;
  /** Colours of overlays. */
  readonly overlay: Readonly<Record<BoxPaint['color'], string>>;
}

const categories: Readonly<Record<BoxCategory, string>> = {
  input: '--category-input',
  output: '--category-output',
  convolution: '--category-convolution',
  matrix: '--category-matrix',
  normalization: '--category-normalization',
  activation: '--category-activation',
  pooling: '--category-pooling',
  elementwise: '--category-elementwise',
  shape: '--category-shape',
  concat: '--category-concat',
  quantize: '--category-quantize',
  attention: '--category-attention',
  control: '--category-control',
  constant: '--category-constant',
  opaque: '--category-opaque',
  part: '--category-part',
  other: '--category-other',
};

/** The theme's custom property of a category. */
export const categoryProperty = (category: BoxCategory): string => categories[category];

const overlayColors: readonly BoxPaint['color'][] = [
  ...amountColors,
  '--overlay-a',
  '--overlay-b',
  '--overlay-c',
  '--overlay-d',
  '--overlay-e',
  '--overlay-f',
  '--overlay-none',
];

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (property: string) => style.getPropertyValue(property).trim() || 'gray';
  const category = { ...categories };
  for (const name of Object.keys(category) as BoxCategory[]) category[name] = read(category[name]);
  return {
    surface: read('--surface-1'),
    box: read('--surface-2'),
    boxBorder: read('--line-strong'),
    line: read('--line-strong'),
    ink: read('--ink'),
    muted: read('--ink-3'),
    accent: read('--accent'),
    accentSoft: read('--accent-soft'),
    warn: read('--warn'),
    fontFamily: style.fontFamily || 'sans-serif',
    category,
    overlay: readOverlay(read),
  };
}

function readOverlay(read: (property: string) => string): Palette['overlay'] {
  const gray = read('--overlay-none');
  const overlay: Record<BoxPaint['color'], string> = {
    '--amount-1': gray,
    '--amount-2': gray,
    '--amount-3': gray,
    '--amount-4': gray,
    '--amount-5': gray,
    '--overlay-a': gray,
    '--overlay-b': gray,
    '--overlay-c': gray,
    '--overlay-d': gray,
    '--overlay-e': gray,
    '--overlay-f': gray,
    '--overlay-none': gray,
  };
  for (const color of overlayColors) overlay[color] = read(color);
  return overlay;
}
