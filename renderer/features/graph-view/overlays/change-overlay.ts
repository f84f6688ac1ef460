import type { Overlay, OverlayClass } from './overlay.ts';

const classes: readonly OverlayClass[] = [
  { name: 'kept', label: 'kept', color: '--overlay-none' },
  { name: 'fused', label: 'fused into a layer', color: '--overlay-a' },
  { name: 'merged', label: 'merged with siblings', color: '--overlay-b' },
  { name: 'rewritten', label: 'rewritten as other operators', color: '--overlay-f' },
  { name: 'added', label: 'added', color: '--overlay-c' },
  { name: 'removed', label: 'removed', color: '--overlay-d' },
  { name: 'part', label: 'a part with changes', color: '--overlay-e' },
];

/** What became of each box. A box says so itself, a part in how many of its boxes. */
export const changeOverlay: Overlay = {
  name: 'change',
  label: 'What changed',
  source: 'From the original graph to the planned layers.',
  legend: { kind: 'classes', classes },
  valueOf: ({ category, change, reason }) => {
    if (category === 'input' || category === 'output') return undefined;
    if (category !== 'part') return { kind: 'class', name: change, text: '' };
    return reason === undefined ? undefined : { kind: 'class', name: 'part', text: reason };
  },
};
