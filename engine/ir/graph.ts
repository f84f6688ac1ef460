import type { DataType } from './data-type.ts';
import type { IdMap } from './id-map.ts';
import type { Shape } from './shape.ts';
import type { Tensor } from './tensor.ts';
import type { Users } from './users.ts';

/**
 * The intermediate representation: ONNX's graph, immutable, with stable ids instead of names and with its use-def chains.
 * A Patch is the only way to make another graph of it.
 */
export type NodeId = number & { readonly nodeId: unique symbol };
export type ValueId = number & { readonly valueId: unique symbol };
export type LayerId = number & { readonly layerId: unique symbol };

export interface Graph {
  readonly name: string;
  readonly docString: string;
  /** Operator set versions by domain; '' is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly nodes: IdMap<Node>;
  readonly values: IdMap<Value>;
  /** Constants by the value they give. */
  readonly initializers: IdMap<Tensor>;
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
  /** The node that produces a value. Inputs, initializers and captured values have none. */
  readonly producers: IdMap<NodeId>;
  /** The nodes that use a value, each once, in no particular order. Being a graph output is no use. */
  readonly consumers: IdMap<Users>;
  /** Groups of nodes that the target executes as one kernel. A node is in at most one. */
  readonly layers: IdMap<Layer>;
  readonly layerOf: IdMap<LayerId>;
  /** Ids are never reused: the next one, shared by nodes, values and layers. */
  readonly nextId: number;
  readonly carried: CarriedGraphParts;
}

/** Encoded parts of a GraphProto that Lathe carries through unread. */
export interface CarriedGraphParts {
  readonly quantizationAnnotations: readonly Uint8Array[];
  /** Their values exist in the graph, with neither a producer nor an initializer. */
  readonly sparseInitializers: readonly Uint8Array[];
  readonly metadata: ReadonlyMap<string, string>;
}

export interface Value {
  readonly id: ValueId;
  /** Unique at import; export makes it unique again after rewrites. */
  readonly name: string;
  readonly type?: ValueType;
  readonly docString?: string;
  readonly metadata?: ReadonlyMap<string, string>;
}

export type ValueType =
  | TensorType
  | { readonly kind: 'sparse-tensor'; readonly dataType: DataType; readonly shape?: Shape }
  | { readonly kind: 'sequence'; readonly element?: ValueType }
  | { readonly kind: 'optional'; readonly element?: ValueType }
  | { readonly kind: 'map'; readonly key: DataType; readonly value?: ValueType }
  | { readonly kind: 'opaque'; readonly domain: string; readonly name: string };

export interface TensorType {
  readonly kind: 'tensor';
  /** Absent for a code that is newer than Lathe. */
  readonly dataType?: DataType;
  /** Absent when even the rank is unknown. */
  readonly shape?: Shape;
}

export interface Node {
  readonly id: NodeId;
  /** Possibly ''. */
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  /** Selects among model-local functions of one name; '' else. */
  readonly overload: string;
  /** By position; undefined where an optional input is left out. */
  readonly inputs: readonly (ValueId | undefined)[];
  readonly outputs: readonly (ValueId | undefined)[];
  /** Values of this graph that the node's subgraphs use. They count as uses like any input. */
  readonly captures: readonly ValueId[];
  readonly attributes: Attributes;
  /** The nodes of the imported graph that this node stands for. */
  readonly origins: readonly NodeId[];
  readonly docString?: string;
  readonly metadata?: ReadonlyMap<string, string>;
  /** Encoded NodeDeviceConfigurationProtos, carried through. */
  readonly deviceConfigurations?: readonly Uint8Array[];
  /** Of an imported node: the layer of the model's own framework that it was made from, maybe with others. */
  readonly source?: SourceLayer;
}

/** A layer of a framework that does not think in ONNX's operators; known by identity. */
export interface SourceLayer {
  readonly name: string;
  /** What the framework calls it: 'Convolution', 'InnerProduct'. */
  readonly type: string;
  /** False for what the framework's users do not count as a layer. */
  readonly isCounted: boolean;
  /** The layer that other frameworks have it in: of a scale right after a normalization. */
  readonly completes?: SourceLayer;
}

export type Attributes = ReadonlyMap<string, Attribute>;

export type Attribute =
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'int'; readonly value: bigint }
  | { readonly type: 'string'; readonly value: Uint8Array }
  | { readonly type: 'tensor'; readonly value: Tensor }
  | { readonly type: 'graph'; readonly value: Subgraph }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'ints'; readonly value: readonly bigint[] }
  | { readonly type: 'strings'; readonly value: readonly Uint8Array[] }
  | { readonly type: 'tensors'; readonly value: readonly Tensor[] }
  | { readonly type: 'graphs'; readonly value: readonly Subgraph[] }
  /** Kept as its encoded AttributeProto: types, sparse tensors, references in functions. */
  | { readonly type: 'encoded'; readonly value: Uint8Array };

/** The body of If, Loop, Scan: a graph of its own that may use values of the graph around it. */
export interface Subgraph {
  readonly graph: Graph;
  /** A value of `graph` and the index, in the outer node's `captures`, of the outer value it stands for. */
  readonly captures: readonly { readonly inner: ValueId; readonly index: number }[];
}

export interface Layer {
  readonly id: LayerId;
  /**
   * 'kernel': the nodes run as one step. 'elided': they take no step of their own because their producers
   * write to the right place; each of `copies` is a value that must be copied there all the same.
   */
  readonly kind: 'kernel' | 'elided';
  readonly nodeIds: readonly NodeId[];
  readonly copies: readonly ValueId[];
  /** The rules that made and extended it, in order. */
  readonly rules: readonly string[];
}

/** A graph with what surrounds it in the file. */
export interface Model {
  readonly graph: Graph;
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly domain: string;
  readonly modelVersion: bigint;
  readonly docString: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** Why the model can be shown but not be run: what its file lacks, as a sentence. */
  readonly defect?: string;
  readonly carried: CarriedModelParts;
}

/** Encoded parts of a ModelProto that Lathe carries through unread. */
export interface CarriedModelParts {
  /** FunctionProtos: bodies of model-local functions that could not be inlined, whose calls are opaque nodes. */
  readonly functions: readonly Uint8Array[];
  readonly trainingInfo: readonly Uint8Array[];
  readonly configurations: readonly Uint8Array[];
}
