import { formatDate, formatInteger } from './format.ts';
import type { Conditions } from './report.ts';

/** The conditions as short parts, in the order in which they decide. */
export function toConditionParts(conditions: Conditions): readonly string[] {
  const { provider, device, threads, batch, streams, runCount, roundCount, onnxruntimeVersion } = conditions;
  return [
    `${provider} on ${device}`,
    threads === 0 ? 'threads as ONNX Runtime decides' : `${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    `batch ${batch}`,
    ...(streams > 1 ? [`${streams} streams`] : []),
    `${formatInteger(runCount)} runs in ${formatInteger(roundCount)} interleaved rounds`,
    `data: ${conditions.data ?? 'random inputs'}`,
    ...(conditions.weights === 'random' ? ['architecture only: random weights'] : []),
    ...(conditions.calibration === undefined ? [] : [`INT8 calibration: ${conditions.calibration}`]),
    `ONNX Runtime ${onnxruntimeVersion}`,
    formatDate(conditions.measuredAt),
  ];
}
