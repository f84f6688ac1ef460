import type { VariantKind } from './report.ts';

/** Colours of variants on white paper: the window's light theme, which keeps them apart under every colour vision deficiency. */
export const variantColors: Readonly<Record<VariantKind, string>> = {
  original: '#2f363e',
  fp32: '#1f6fd0',
  fp16: '#b35c00',
  bf16: '#aa77aa',
  int8: '#a3157f',
  'int8-dynamic': '#6d3fc0',
  int4: '#0b7a75',
  mixed: '#005c3f',
};

/** A shape beside the colour, so that the variants differ without it. Drawn around (0, 0) with a radius near 5. */
export const variantShapes: Readonly<Record<VariantKind, string>> = {
  original: 'M -5 0 A 5 5 0 1 0 5 0 A 5 5 0 1 0 -5 0 Z',
  fp32: 'M -4.5 -4.5 H 4.5 V 4.5 H -4.5 Z',
  fp16: 'M 0 -5.8 L 5.8 0 L 0 5.8 L -5.8 0 Z',
  bf16: 'M -5.5 -2.8 H 5.5 V 2.8 H -5.5 Z',
  int8: 'M 0 -5.5 L 5.6 4.4 H -5.6 Z',
  'int8-dynamic': 'M 0 5.5 L 5.6 -4.4 H -5.6 Z',
  int4: 'M -1.8 -5.4 H 1.8 V -1.8 H 5.4 V 1.8 H 1.8 V 5.4 H -1.8 V 1.8 H -5.4 V -1.8 H -1.8 Z',
  mixed: 'M 0 -5.8 L 5.5 -1.8 L 3.4 4.7 H -3.4 L -5.5 -1.8 Z',
};
