import type { ProofOutcome } from '../../../engine/passes/proof/proof.ts';
import type { CheckReport } from '../../../engine/report/check-report.ts';
import { formatInteger } from '../../text/format.ts';

/** 'Max. error 2.1e-7 absolute, 7.2e-7 relative', or why there is none. */
export function toCheckWords(outcome: ProofOutcome): string {
  switch (outcome.status) {
    case 'grouping-only':
      return 'Groups nodes and changes none';
    case 'not-checked':
      return `Not checked: ${outcome.reason}`;
    default: {
      const { maxAbsoluteError, maxRelativeError } = outcome;
      if (maxAbsoluteError === 0) return 'Checked: identical';
      const error = `max. error ${toPower(maxAbsoluteError)} absolute, ${toPower(maxRelativeError)} relative`;
      return outcome.status === 'equal' ? `Checked: ${error}` : `Other numbers: ${error}. Taken back.`;
    }
  }
}

/** What a check has shown as a whole. */
export function toSummary({ checks, undone, onnxruntimeVersion }: CheckReport): string {
  const errors = checks.flatMap(({ outcome }) => (outcome.status === 'equal' ? [outcome.maxRelativeError] : []));
  const changes = checks.filter(({ outcome }) => outcome.status !== 'grouping-only');
  const largest = Math.max(0, ...errors);
  const onDataCount = checks.filter(({ onData }) => onData).length;
  const data = onDataCount === 0 ? '' : ` and, for ${formatInteger(onDataCount)}, calibration data`;
  const conditions = `seeded random inputs${data}, ONNX Runtime ${onnxruntimeVersion} without optimization`;
  const proved = `${formatInteger(errors.length)} of ${formatInteger(changes.length)} rewrites proved`;
  const error = largest === 0 ? 'identical' : `largest relative error ${toPower(largest)}`;
  const takenBack =
    undone.length === 0 ? '' : ` ${formatInteger(undone.length)} gave other numbers and were taken back.`;
  return `${proved}, ${error} (${conditions}).${takenBack}`;
}

const toPower = (value: number): string => (Number.isFinite(value) ? value.toExponential(1) : 'unbounded');
