import { createStore } from 'zustand/vanilla';
import type { FigureColumn } from '../../engine/report/figures.ts';
import type { VariantKind } from '../../engine/report/report.ts';
import { bestFirst, type FigureOrder } from '../../engine/report/sort-variants.ts';

/** The order of the table by the name of its column, which outlives the report that it was clicked in. */
export interface TableOrder {
  readonly columnName: string;
  readonly direction: FigureOrder['direction'];
}

export interface DashboardState {
  /** What every ratio refers to. */
  readonly baseline: VariantKind;
  readonly order: TableOrder | undefined;
  /** How much accuracy may be lost against the original: a fraction. */
  readonly maxDrop: number;
  pin(baseline: VariantKind): void;
  /** The best first, then the worst, then as it was measured. */
  sortBy(column: FigureColumn): void;
  setMaxDrop(maxDrop: number): void;
}

export type DashboardStore = ReturnType<typeof createDashboardStore>;

/** How comparisons are looked at: baseline, order, budget. */
export const createDashboardStore = () =>
  createStore<DashboardState>()((set, get) => ({
    baseline: 'original',
    order: undefined,
    maxDrop: 0.01,
    pin: (baseline) => set({ baseline }),
    sortBy: (column) => {
      const { order } = get();
      const first = bestFirst(column);
      if (order?.columnName !== column.name) set({ order: { columnName: column.name, direction: first } });
      else if (order.direction === first) {
        set({
          order: { columnName: column.name, direction: first === 'ascending' ? 'descending' : 'ascending' },
        });
      } else set({ order: undefined });
    },
    setMaxDrop: (maxDrop) => set({ maxDrop }),
  }));
