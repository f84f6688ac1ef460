import type { ProofOutcome } from '../passes/proof/proof.ts';

/** What running a change before and after it, on the same inputs, has shown. */
export interface FusionCheck {
  readonly rule: string;
  /** Nodes of the imported graph. */
  readonly origins: readonly number[];
  readonly outcome: ProofOutcome;
  /** Proved on what the data makes of the values, too. */
  readonly onData?: true;
}

/** Every change of a rewriting, proved on seeded random inputs, and on data where it was given, with the runtime's own optimizations off. */
export interface CheckReport {
  /** In the order in which they were made. */
  readonly checks: readonly FusionCheck[];
  /** Changes that gave other numbers; `checks` are of the rewriting without them. */
  readonly undone: readonly FusionCheck[];
  readonly onnxruntimeVersion: string;
}
