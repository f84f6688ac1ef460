import type { AppInfo, DataSpec } from '../../../engine/api/contract.ts';
import { needsCalibration, type PrecisionState } from '../../stores/precision-store.ts';
import { formatInteger } from '../../text/format.ts';
import { variantLabels } from '../../text/labels.ts';

type Choices = Pick<PrecisionState, 'variants' | 'calibration' | 'method' | 'evaluation' | 'maxDrop' | 'run'>;

/** 'Original, FP32 and INT8 on CPU: 1 thread, batch 1, at least 100 runs each. Accuracy on images.npy. ...' */
export function toPlanWords(choices: Choices, providers: AppInfo['providers']): string {
  const { variants, run, evaluation } = choices;
  const provider = providers.find(({ name }) => name === run.provider)?.label ?? run.provider;
  const labels = ['Original', ...variants.map((variant) => variantLabels[variant])];
  const threads = run.threads === 0 ? 'threads as ONNX Runtime decides' : plural(run.threads, 'thread');
  return [
    `${listed(labels)} on ${provider}: ${threads}, batch ${run.batch}, at least ${plural(run.runCount, 'run')} each.`,
    evaluation === undefined ? 'No evaluation data: numerics only.' : `Accuracy on ${nameData(evaluation)}.`,
    ...(needsCalibration(variants) ? [calibrationWords(choices)] : []),
    ...(variants.includes('mixed') ? [`Mixed may lose ${choices.maxDrop} points.`] : []),
  ].join(' ');
}

function calibrationWords({ calibration, method }: Choices): string {
  if (calibration.kind === 'random') return 'INT8 calibrated with random data: for speed only.';
  if (calibration.kind === 'cache') return `INT8 with the ranges of ${nameData({ path: calibration.path })}.`;
  const by = method === 'auto' ? 'by the method that keeps most' : method;
  return calibration.kind === 'none' ? '' : `INT8 calibrated on ${nameData(calibration.data)}, ${by}.`;
}

const nameData = ({ path, limit }: Pick<DataSpec, 'path' | 'limit'>) => {
  const name = path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
  return limit === undefined ? name : `${name}, up to ${formatInteger(limit)} samples`;
};

const plural = (count: number, noun: string) => `${formatInteger(count)} ${noun}${count === 1 ? '' : 's'}`;

const listed = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
