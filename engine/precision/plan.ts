import type { NodeId } from '../ir/graph.ts';

/** Nodes that stay in float32 though a lower precision was asked for, with the reason in plain words: '... because <reason>'. */
export interface Kept {
  readonly reason: string;
  readonly nodeIds: readonly NodeId[];
}
