import type { Graph } from '../ir/graph.ts';
import type { Patch } from '../ir/patch.ts';

/** A change that looks at the whole graph at once. Local changes are rules (fusion/rule.ts). */
export interface Pass {
  readonly name: string;
  readonly summary: string;
  /** All that there is to do now, in one patch; undefined where there is nothing. */
  run(graph: Graph, context: PassContext): Patch | undefined;
}

export interface PassContext {
  /** Largest growth of the file, in bytes, that folding one constant may cause. */
  readonly foldSizeLimitBytes: number;
}
