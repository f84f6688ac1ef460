import type { ProviderName } from '../runtime/session.ts';
import type { Precision } from '../targets/target.ts';
import { targetForProvider, targetOf } from '../targets/targets.ts';
import type { Change } from './change.ts';
import { computesOnIntegers } from './computes-on-integers.ts';
import { cpuSessionChanges, type SessionFacts } from './cpu-session-changes.ts';
import { cudaSessionChanges } from './cuda-session-changes.ts';
import type { Plan } from './plan.ts';
import { ruleChanges } from './rule-changes.ts';
import { webgpuSessionChanges } from './webgpu-session-changes.ts';

export interface FormatNeeds {
  readonly provider: ProviderName;
  /** Whether there is calibration data. */
  readonly canCalibrate: boolean;
}

/** The formats that a provider has kernels for, the exact one first. */
export function formatsFor({ provider, canCalibrate }: FormatNeeds): readonly Precision[] {
  const hasBfloat16 = targetOf(targetForProvider(provider)).bfloat16Since !== undefined;
  const hasIntegers = computesOnIntegers(provider);
  return [
    'fp32',
    'fp16',
    ...(hasBfloat16 ? (['bf16'] as const) : []),
    ...(hasIntegers ? (['int8-dynamic'] as const) : []),
    ...(hasIntegers && canCalibrate ? (['int8'] as const) : []),
  ];
}

export const formatNames: Readonly<Record<Plan['format'], string>> = {
  original: 'As it came',
  fp32: 'FP32',
  fp16: 'FP16',
  bf16: 'BF16',
  int8: 'INT8',
  'int8-dynamic': 'INT8 dynamic',
  int4: 'INT4 weights',
};

/**
 * What a plan may have otherwise, one thing at a time: the session first. Where launching kernels is what takes the time, as on a
 * GPU without a CUDA graph, how long they compute is lost in noise, and with it what a rewrite gains.
 */
export const changesOf = (plan: Plan, facts: SessionFacts): readonly (readonly Change[])[] => [
  sessionChanges(plan, facts),
  ruleChanges(plan),
];

function sessionChanges(plan: Plan, facts: SessionFacts): readonly Change[] {
  switch (plan.session.provider) {
    case 'cpu':
      return cpuSessionChanges(plan, facts);
    case 'cuda':
      return cudaSessionChanges(plan);
    case 'webgpu':
      return webgpuSessionChanges(plan);
    case 'tensorrt':
    case 'dml':
    case 'coreml':
      return [];
  }
}
