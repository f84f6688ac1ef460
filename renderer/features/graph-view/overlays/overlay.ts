import type { BoxView, GraphView } from '../../../../engine/view/graph-view.ts';
import type { VisibleGraph } from '../scopes/visible-graph.ts';
import type { PaneName } from '../selection.ts';

/** What a box is coloured by: a share of the largest value, or one of a few kinds. */
export type OverlayValue =
  | { readonly kind: 'amount'; readonly amount: number; readonly text: string }
  /** `text` in place of the label of the class. */
  | { readonly kind: 'class'; readonly name: string; readonly text?: string };

export interface OverlayClass {
  readonly name: string;
  readonly label: string;
  /** Custom property of the theme. */
  readonly color: OverlayColor;
}

export type OverlayColor = `--overlay-${'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'none'}`;

/** Colours from nothing to the largest amount. */
export const amountColors = ['--amount-1', '--amount-2', '--amount-3', '--amount-4', '--amount-5'] as const;

/** Values of the boxes of a comparison, with the legend that explains them. A box without a value stays as it is. */
export interface Overlay {
  readonly name: string;
  readonly label: string;
  /** What the values are and how they were come by, under the legend. */
  readonly source: string;
  readonly legend:
    | { readonly kind: 'amount'; readonly unit: string; format(amount: number): string }
    | { readonly kind: 'classes'; readonly classes: readonly OverlayClass[] };
  valueOf(box: BoxView, pane: PaneName): OverlayValue | undefined;
}

/** How one box is painted. */
export interface BoxPaint {
  readonly color: OverlayColor | (typeof amountColors)[number];
  readonly text: string;
}

/** Per box; undefined without an overlay. */
export type Paints = readonly (BoxPaint | undefined)[] | undefined;

export interface PaintedGraph {
  /** Per box. */
  readonly paints: readonly (BoxPaint | undefined)[];
  /** The largest amount, or 0. */
  readonly largest: number;
  /** Boxes of each class. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Paints the boxes of a graph. Amounts are coloured in five steps of the largest, so that equal colours can be compared. */
export function paintGraph(graph: VisibleGraph, overlay: Overlay, pane: PaneName, largestOfAll?: number): PaintedGraph {
  const values = graph.boxes.map((box) => overlay.valueOf(box, pane));
  const amounts = values.map((value) => (value?.kind === 'amount' ? value.amount : 0));
  const largest = amounts.reduce((most, amount) => Math.max(most, amount), 0);
  const { legend } = overlay;
  const classByName = new Map(legend.kind === 'classes' ? legend.classes.map((each) => [each.name, each]) : []);
  const paints = values.map((value): BoxPaint | undefined => {
    if (value === undefined) return undefined;
    if (value.kind === 'amount') {
      return { color: amountColor(value.amount, largestOfAll ?? largest), text: value.text };
    }
    const found = classByName.get(value.name);
    return found && { color: found.color, text: value.text ?? found.label };
  });
  return { paints, largest, counts: countClasses(graph.source, overlay, pane) };
}

/** Boxes of each class in the whole graph, those in closed parts, too. */
function countClasses({ boxes }: GraphView, overlay: Overlay, pane: PaneName): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (overlay.legend.kind === 'amount') return counts;
  for (const box of boxes) {
    const value = overlay.valueOf(box, pane);
    if (value?.kind === 'class') counts.set(value.name, (counts.get(value.name) ?? 0) + 1);
  }
  return counts;
}

function amountColor(amount: number, largest: number): BoxPaint['color'] {
  const step = largest === 0 ? 0 : Math.min(4, Math.floor((amount / largest) * 5));
  return amountColors[step] ?? '--amount-1';
}
