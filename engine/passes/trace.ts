import type { Graph, NodeId } from '../ir/graph.ts';
import type { Patch } from '../ir/patch.ts';
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

/** One change with the graphs around it, which share all that it left alone. */
export interface AppliedStep {
  readonly rule: string;
  /** A 'layer' groups nodes and changes none. */
  readonly kind: FusionRule['kind'];
  readonly origins: readonly NodeId[];
  /** The matched nodes of `before`; none for a pass over the whole graph. */
  readonly nodeIds: readonly NodeId[];
  readonly before: Graph;
  readonly after: Graph;
  readonly patch: Patch;
}

export interface Trace {
  readonly applied: TraceEntry[];
  readonly refused: RefusedPlace[];
  /** Hears of every change as it is made. */
  readonly onStep?: ((step: AppliedStep) => void) | undefined;
}
