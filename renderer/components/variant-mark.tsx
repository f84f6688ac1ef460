import type { VariantKind } from '../../engine/report/report.ts';

/** A shape beside the colour, so that the variants differ without it. Drawn around (0, 0) with a radius near 5. */
const paths: Readonly<Record<VariantKind, string>> = {
  original: 'M -5 0 A 5 5 0 1 0 5 0 A 5 5 0 1 0 -5 0 Z',
  fp32: 'M -4.5 -4.5 H 4.5 V 4.5 H -4.5 Z',
  fp16: 'M 0 -5.8 L 5.8 0 L 0 5.8 L -5.8 0 Z',
  int8: 'M 0 -5.5 L 5.6 4.4 H -5.6 Z',
  'int8-dynamic': 'M 0 5.5 L 5.6 -4.4 H -5.6 Z',
  int4: 'M -1.8 -5.4 H 1.8 V -1.8 H 5.4 V 1.8 H 1.8 V 5.4 H -1.8 V 1.8 H -5.4 V -1.8 H -1.8 Z',
  mixed: 'M 0 -5.8 L 5.5 -1.8 L 3.4 4.7 H -3.4 L -5.5 -1.8 Z',
};

/** The mark of a variant inside a chart. */
export function VariantShape({ kind }: { readonly kind: VariantKind }) {
  return <path d={paths[kind]} fill={`var(--variant-${kind})`} stroke="var(--surface-2)" strokeWidth={1} />;
}

/** The mark of a variant in text. */
export function VariantMark({ kind }: { readonly kind: VariantKind }) {
  return (
    <svg viewBox="-7 -7 14 14" className="size-3.5 shrink-0" aria-hidden="true">
      <VariantShape kind={kind} />
    </svg>
  );
}
