import type { FigureColumn } from './figures.ts';
import type { VariantKind, VariantReport } from './report.ts';

export interface FigureOrder {
  readonly column: FigureColumn;
  readonly direction: 'ascending' | 'descending';
}

/** The best first: what a column is sorted by at the first click. */
export const bestFirst = ({ better }: FigureColumn): FigureOrder['direction'] =>
  better === 'less' ? 'ascending' : 'descending';

/** Variants in the order of one column; as they are without an order. The pinned one leads, those without a figure come last. */
export function sortVariants(
  variants: readonly VariantReport[],
  order: FigureOrder | undefined,
  pinned: VariantKind,
): readonly VariantReport[] {
  const sign = order?.direction === 'descending' ? -1 : 1;
  const keyOf = ({ outcome }: VariantReport) =>
    outcome.status === 'measured' ? order?.column.value(outcome.figures) : undefined;
  return [...variants].sort((a, b) => {
    if (a.kind === pinned || b.kind === pinned) return a.kind === b.kind ? 0 : a.kind === pinned ? -1 : 1;
    if (order === undefined) return 0;
    const [left, right] = [keyOf(a), keyOf(b)];
    if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? 1 : -1;
    return left === right ? 0 : sign * (left - right);
  });
}
