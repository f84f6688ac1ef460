import type { ConfirmationReport, LayerConfirmation } from '../../../engine/report/confirmation.ts';
import { formatInteger } from '../../text/format.ts';

type Verdict = LayerConfirmation['verdict'];

/** What the runtime made of one planned layer. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  confirmed: 'Confirmed: one node of its own',
  split: 'Split: several nodes do its work',
  fused: 'Fused differently: one node does its work and that of other layers',
  removed: 'Removed: nothing is left to execute',
};

const otherWords = {
  split: 'split',
  fused: 'fused differently',
  removed: 'removed',
} as const satisfies Readonly<Record<Exclude<Verdict, 'confirmed'>, string>>;

/** '80 of 81 layers confirmed, 1 split (ONNX Runtime 1.29.0, CPU). It added 3 changes of layout.' */
export function toConfirmSummary(report: ConfirmationReport): string {
  const { counts, layers, inserted, elsewhere, notRun, onnxruntimeVersion, provider } = report;
  const others = (['split', 'fused', 'removed'] as const)
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `, ${formatInteger(counts[verdict])} ${otherWords[verdict]}`);
  const confirmed = `${formatInteger(counts.confirmed)} of ${formatInteger(layers.length)} layers confirmed`;
  const conditions = `ONNX Runtime ${onnxruntimeVersion}, ${provider}`;
  const added = inserted.map(({ opType, count }) => `${opType} ${formatInteger(count)}`).join(', ');
  const sentences = [
    `${confirmed}${others.join('')} (${conditions}).`,
    added === '' ? '' : `Inserted between layers: ${added}.`,
    elsewhere.length === 0
      ? ''
      : `${formatInteger(elsewhere.length)} ${elsewhere.length === 1 ? 'node' : 'nodes'} ran on another provider.`,
    notRun === undefined ? '' : 'Not run, so without times.',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
