import type { OpCategory } from '../ops/op-spec.ts';
import type { ParallelView } from './parallel-view.ts';

/**
 * What the window may see of a graph: names, shapes, sizes, origins. Never weights.
 * Both panes use one form: before, a box is a node; after, a box is a layer (the nodes that run as one kernel).
 */

/** 'n<node id>' for a node, 'l<layer id>' for a layer, 'i:<name>' and 'o:<name>' for graph inputs and outputs. */
export type BoxId = string;

export interface GraphView {
  readonly boxes: readonly BoxView[];
  readonly edges: readonly EdgeView[];
}

/** Colour family of a box; 'part' is a part of the model that is shown as one box. */
export type BoxCategory = OpCategory | 'input' | 'output' | 'opaque' | 'part';

export interface BoxView {
  readonly id: BoxId;
  /** 'Conv', or for a layer 'Conv + BatchNormalization + Relu'; in the words of the model's own framework. */
  readonly title: string;
  /** The node's own name, possibly ''. */
  readonly name: string;
  readonly category: BoxCategory;
  /** The part of the model it belongs to, outermost first: ['encoder', 'layer.3']; empty where nothing tells. */
  readonly scope: readonly string[];
  /** Ids of the nodes of the imported graph that this box stands for; the key of before/after highlighting. */
  readonly origins: readonly number[];
  /**
   * How it came to be: 'kept' as imported, 'fused' from several, 'merged' from siblings, 'rewritten' as another operator that
   * computes the same or a part of it, 'added' (a copy, a split). In a
   * picture of the difference, what became of it: also 'removed'.
   */
  readonly change: 'kept' | 'fused' | 'merged' | 'rewritten' | 'added' | 'removed';
  /** Counted as a layer: an executed step by the printed convention. */
  readonly counted: boolean;
  readonly domain: string;
  readonly inputs: readonly PortView[];
  readonly outputs: readonly PortView[];
  readonly attributes: readonly AttributeView[];
  readonly parameterCount: number;
  /** Multiply-accumulates for the model's own shapes with unknown dimensions taken as 1; undefined where unknown. */
  readonly macs?: number;
  /** For a layer: its nodes in execution order. */
  readonly members?: readonly { readonly opType: string; readonly name: string }[];
  /** Why it was fused, in one sentence with the rule's name. */
  readonly reason?: string;
}

export interface PortView {
  /** Formal name by the operator's schema ('X', 'W', 'B'), or '' where the schema is unknown. */
  readonly formal: string;
  /** The value's name in the model. */
  readonly value: string;
  /** 'float32', or '' when unknown. */
  readonly dataType: string;
  /** '[N, 3, 224, 224]', or '' when unknown. */
  readonly shape: string;
  readonly source: 'activation' | 'initializer' | 'absent';
}

export interface AttributeView {
  readonly name: string;
  readonly value: string;
  /** What it means, in one sentence; absent where nothing is known of it. */
  readonly about?: string;
}

export interface EdgeView {
  readonly from: BoxId;
  readonly to: BoxId;
  /** Name of the value that flows. */
  readonly value: string;
  /** 'float32 [N, 64, 56, 56]', or '' when unknown. */
  readonly label: string;
}

/** One applied fusion or elimination. */
export interface FusionView {
  readonly rule: string;
  /** Imported nodes it consumed. */
  readonly origins: readonly number[];
  /** Names of those nodes, for people. */
  readonly nodes: readonly string[];
  /** The box of the after view that it ended in; absent where it was eliminated. */
  readonly box?: BoxId;
  readonly stage: StageName;
}

/** One candidate that was not fused, with the reason. */
export interface RefusalView {
  readonly rule: string;
  readonly origins: readonly number[];
  readonly nodes: readonly string[];
  readonly reason: string;
}

export type StageName = 'original' | 'simplify' | 'vertical' | 'horizontal' | 'concat';

export interface StageCount {
  readonly name: StageName;
  /** Layers after this stage, by the counting convention. */
  readonly count: number;
}

export interface RuleView {
  readonly name: string;
  readonly summary: string;
  /** In the text form of graphs; rules have one, passes over the whole graph do not. */
  readonly example?: { readonly before: string; readonly after: string };
  /** Of a rule whose gain depends on the target: whether it is on unless asked for, and why. */
  readonly optional?: { readonly isDefault: boolean; readonly reason: string };
}

/** The graph as imported, which is there before any rewriting. */
export interface OriginalGraph {
  readonly target: string;
  readonly graph: GraphView;
  /** Layers by the counting convention, for the target. */
  readonly layerCount: number;
  readonly convention: string;
}

export interface LayerCounts {
  /** Of a model of another framework, the layers that it lists itself. */
  readonly before: number;
  /** Of such a model: the same with a normalization and the scale right after it as one. */
  readonly beforePaired?: number;
  readonly after: number;
  readonly stages: readonly StageCount[];
}

/** Everything the graph screen draws for one model and target. */
export interface ComparedGraphs {
  readonly target: string;
  readonly before: GraphView;
  readonly after: GraphView;
  readonly fusions: readonly FusionView[];
  readonly refusals: readonly RefusalView[];
  readonly rules: readonly RuleView[];
  readonly layers: LayerCounts;
  /** The sentence printed beside every count. */
  readonly convention: string;
  readonly parallel: ParallelView;
}
