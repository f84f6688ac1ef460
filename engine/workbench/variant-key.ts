import type { CalibrationSpec } from '../api/contract.ts';
import type { RuleSwitches } from '../passes/rule-switches.ts';
import type { VariantKind } from '../report/report.ts';
import { samplesOf } from './calibration-samples.ts';
import type { BuildOptions } from './variant-builder.ts';

/** Variants with one key are the same file. */
export function variantKey(
  kind: VariantKind,
  calibration: CalibrationSpec | undefined,
  { target, switches = {}, shapes = {}, quantization, mixed, measure }: BuildOptions,
): string {
  const rules = `${target} ${switchesKey(switches)}`;
  if (kind === 'mixed') {
    const conditions = measure && [measure.provider, measure.threads, measure.batch];
    return JSON.stringify([kind, rules, calibration, mixed, conditions, shapes]);
  }
  if (kind === 'fp16') return JSON.stringify([kind, rules, samplesOf(calibration)]);
  if (kind !== 'int8') return JSON.stringify([kind, rules]);
  const dims = calibration?.data === 'random' ? shapes : 'as the data';
  return JSON.stringify([kind, rules, calibration, dims, quantization]);
}

export const switchesKey = ({
  disabledRules = [],
  enabledRules = [],
  keepNodes = [],
  skippedFusions = [],
}: RuleSwitches): string =>
  JSON.stringify([
    disabledRules.toSorted(),
    enabledRules.toSorted(),
    keepNodes.toSorted((a, b) => a - b),
    skippedFusions.map(({ rule, origins }) => `${rule} ${origins}`).sort(),
  ]);
