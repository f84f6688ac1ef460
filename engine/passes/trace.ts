import type { NodeId } from '../ir/graph.ts';
import type { FusionRule } from './fusion/rule.ts';

/** One change that a rule or a pass made, as the driver saw it. */
export interface TraceEntry {
  /** Name of the rule or pass. */
  readonly rule: string;
  /** The nodes of the imported graph that it concerned. */
  readonly origins: readonly NodeId[];
  /** 'Conv "conv1", BatchNormalization "bn1" became Conv' */
  readonly description: string;
}

/** A place where a rule was refused when it was last tried there. */
export interface RefusedPlace {
  readonly rule: FusionRule;
  readonly root: NodeId;
}

export interface Trace {
  readonly applied: TraceEntry[];
  readonly refused: RefusedPlace[];
}
