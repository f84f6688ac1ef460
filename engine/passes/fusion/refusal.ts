import type { NodeId } from '../../ir/graph.ts';

/** Why a rule does not apply at a place that looks like it. A value, shown as "not fused because ...". */
export interface Refusal {
  /** A clause that names nodes: 'the output of Conv "c1" is also used by Relu "r2"'. */
  readonly reason: string;
  /** The nodes that the reason speaks of. */
  readonly nodeIds: readonly NodeId[];
}

/** The first refusal there is, or undefined: guards list what they require in the order in which it should be told. */
export const firstRefusal = (...refusals: readonly (Refusal | undefined)[]): Refusal | undefined =>
  refusals.find((refusal) => refusal !== undefined);
