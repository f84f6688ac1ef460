import type { Graph } from '../../ir/graph.ts';
import type { RangeFit } from '../../report/explanation.ts';
import type { CalibratedValue, CalibrationTable } from '../calibration/calibrate.ts';
import { foldToMagnitudes, type Histogram, shareBeyond } from '../calibration/histogram.ts';

const SHOWN = 8;
/** Less than this saturates in every clipped range. */
const NOTABLE_SATURATION = 0.001;
/** A range of twice what nearly all values need costs one of eight bits. */
const NOTABLE_WIDENING = 2;

/**
 * Tensors whose calibrated range cuts off many of their values, and tensors whose range is wide for the sake of few. Only those
 * with a histogram: min-max calibration keeps none.
 */
export function rangeFits(
  graph: Graph,
  { values }: Pick<CalibrationTable, 'values'>,
): { readonly saturated: readonly RangeFit[]; readonly widened: readonly RangeFit[] } {
  const fits = [...values].flatMap(([id, value]) => {
    const fit = value.histogram && fitOf(value, value.histogram);
    const name = graph.values.get(id)?.name ?? '';
    // Preprocessing bounds a model's inputs: they keep their whole range.
    return fit && !graph.inputs.includes(id) ? [{ name, ...fit }] : [];
  });
  return {
    saturated: fits
      .filter(({ saturatedShare }) => saturatedShare >= NOTABLE_SATURATION)
      .sort((a, b) => b.saturatedShare - a.saturatedShare)
      .slice(0, SHOWN),
    widened: fits
      .filter(({ widening }) => widening >= NOTABLE_WIDENING)
      .sort((a, b) => b.widening - a.widening)
      .slice(0, SHOWN),
  };
}

function fitOf({ threshold }: CalibratedValue, histogram: Histogram): Omit<RangeFit, 'name'> {
  const needed = magnitudeQuantile(histogram, 0.999);
  const reach = Math.max(-threshold.min, threshold.max);
  return {
    min: threshold.min,
    max: threshold.max,
    saturatedShare: shareBeyond(histogram, threshold),
    widening: needed === 0 ? 1 : reach / needed,
  };
}

/** The magnitude that this share of the values does not exceed, to a bin. */
function magnitudeQuantile(histogram: Histogram, share: number): number {
  const { counts, binWidth } = foldToMagnitudes(histogram);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (const [bin, count] of counts.entries()) {
    seen += count;
    if (seen >= share * total) return (bin + 1) * binWidth;
  }
  return counts.length * binWidth;
}
