import type { CalibratedTensorView } from '../../../engine/view/calibration-view.ts';
import { formatSignificant } from '../../text/format.ts';
import { methodLabels } from '../../text/labels.ts';

export interface RangeMark {
  readonly label: string;
  /** '−2.1 to 6' */
  readonly words: string;
  /** Where lines are drawn: a range that begins or ends at zero has one, the other two. */
  readonly edges: readonly number[];
  readonly isChosen: boolean;
}

/** Every method's range, the one in force marked. */
export function toRangeMarks({ methods, threshold }: CalibratedTensorView): readonly RangeMark[] {
  const marks = methods.map(({ method, percentile, threshold: { min, max } }) => ({
    label: percentile === undefined ? methodLabels[method].label : `${percentile} %`,
    words: `${formatSignificant(min)} to ${formatSignificant(max)}`,
    edges: [min, max].filter((edge) => edge !== 0),
    isChosen: min === threshold.min && max === threshold.max,
  }));
  // Methods that agree are one mark.
  const known = new Map<string, RangeMark>();
  for (const mark of marks) {
    const same = known.get(mark.words);
    known.set(mark.words, same ? { ...same, label: `${same.label}, ${mark.label}` } : mark);
  }
  return [...known.values()];
}

/** Heights from 0 to 1 on a logarithmic scale, so that a bin of one value is still seen beside one of millions. */
export function toLogHeights(counts: readonly number[]): readonly number[] {
  const largest = Math.log1p(Math.max(0, ...counts));
  return counts.map((count) => (largest === 0 ? 0 : Math.log1p(count) / largest));
}
