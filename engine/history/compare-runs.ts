import type { VariantFigures } from '../report/report.ts';
import type { StoredRun } from './run-record.ts';

/** A variant that both runs have, the second beside the first. */
export interface VariantPair {
  readonly kind: string;
  readonly label: string;
  /** Absent where it failed. */
  readonly first?: VariantFigures;
  readonly second?: VariantFigures;
}

/** A condition in which two runs differ: what their difference may be due to. */
export interface ConditionChange {
  readonly name: string;
  readonly first: string;
  readonly second: string;
}

export interface RunComparison {
  readonly pairs: readonly VariantPair[];
  readonly changes: readonly ConditionChange[];
}

/**
 * Puts two runs beside each other, in the order of the first. They were measured at different times, so that their ratios
 * say less than those within one run; everything else that differs is named.
 */
export function compareRuns(first: StoredRun, second: StoredRun): RunComparison {
  const kinds = [...new Set([...first.report.variants, ...second.report.variants].map(({ kind }) => kind))];
  const find = ({ report }: StoredRun, kind: string) => report.variants.find((variant) => variant.kind === kind);
  return {
    pairs: kinds.map((kind) => {
      const [a, b] = [find(first, kind), find(second, kind)];
      return {
        kind,
        label: a?.label ?? b?.label ?? kind,
        ...(a?.outcome.status === 'measured' && { first: a.outcome.figures }),
        ...(b?.outcome.status === 'measured' && { second: b.outcome.figures }),
      };
    }),
    changes: toFacts(first).flatMap(([name, value], index) => {
      const other = toFacts(second)[index]?.[1] ?? '';
      return value === other ? [] : [{ name, first: value, second: other }];
    }),
  };
}

/** Everything that decides about figures, by name; the same names for every run. */
function toFacts({ model, plan, machine, versions, report: { conditions } }: StoredRun) {
  const list = (names: readonly string[]) => (names.length === 0 ? 'none' : names.join(', '));
  return [
    ['Model', model.name],
    ['Content of the model', model.fingerprint.slice(0, 12)],
    ['Provider', conditions.provider],
    ['Device', conditions.device],
    ['Platform', machine.platform],
    ['Threads', String(conditions.threads)],
    ['Batch', String(conditions.batch)],
    ['Streams', String(conditions.streams)],
    ['Timed runs', String(conditions.runCount)],
    ['Data', conditions.data ?? 'random inputs'],
    ['Calibration', conditions.calibration ?? 'none'],
    ['Rules left out', list(plan.disabledRules)],
    ['Rules added', list(plan.enabledRules)],
    ['Nodes kept', String(plan.keepNodes.length)],
    ['Fusions left out', String(plan.skippedFusions.length)],
    ['ONNX Runtime', versions.onnxruntime],
    ['Lathe', versions.lathe],
    ['Node.js', versions.node],
  ] as const;
}
