import { variantShapes } from '../../engine/report/palette.ts';
import type { VariantKind } from '../../engine/report/report.ts';

/** The mark of a variant inside a chart. */
export function VariantShape({ kind }: { readonly kind: VariantKind }) {
  return <path d={variantShapes[kind]} fill={`var(--variant-${kind})`} stroke="var(--surface-2)" strokeWidth={1} />;
}

/** The mark of a variant in text. */
export function VariantMark({ kind }: { readonly kind: VariantKind }) {
  return (
    <svg viewBox="-7 -7 14 14" className="size-3.5 shrink-0" aria-hidden="true">
      <VariantShape kind={kind} />
    </svg>
  );
}
