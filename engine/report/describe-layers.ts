import type { LayerCounts } from '../view/graph-view.ts';

/** '670 -> 159', or where a normalization and its scale are two layers '403 (309 with BatchNorm and Scale as one) -> 100'. */
export function describeLayers({ before, beforePaired = before, after }: LayerCounts): string {
  const paired = beforePaired === before ? '' : ` (${beforePaired} with BatchNorm and Scale as one)`;
  return `${before}${paired} -> ${after}`;
}
