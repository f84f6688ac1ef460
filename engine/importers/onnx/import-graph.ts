import { toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type GraphProto,
  NodeDeviceConfigurationProtoSchema,
  type NodeProto,
  SparseTensorProtoSchema,
  type StringStringEntryProto,
  TensorAnnotationSchema,
  type ValueInfoProto,
} from 'onnx-buf';
import type { Diagnostic } from '../../errors.ts';
import { GraphBuilder } from '../../ir/build.ts';
import type { Attribute, Graph, Subgraph, ValueId } from '../../ir/graph.ts';
import { cyclicGraph, duplicateValue, nestedTooDeep } from '../errors.ts';
import type { ExternalData } from '../external-data.ts';
import { importTensor } from './import-tensor.ts';
import { importType } from './import-type.ts';

/** Deeper than any real model nests If and Loop; bounds the recursion of everything that walks subgraphs. */
const MAX_NESTING = 32;

export interface ImportContext {
  readonly opsets: ReadonlyMap<string, number>;
  readonly external: ExternalData;
  readonly diagnostics: Diagnostic[];
  /** Before IR version 4 every initializer was listed as an input too, without being one. */
  readonly initializersAreInputs: boolean;
}

/** Names visible at a place of the file; a subgraph sees those around it and records which of them it uses. */
export class Scope {
  readonly ids = new Map<string, ValueId>();
  /** Names of the outer scope that this graph uses, with the value that stands for each inside. */
  readonly captured = new Map<string, ValueId>();

  constructor(
    private readonly builder: GraphBuilder,
    readonly outer?: Scope,
  ) {}

  has(name: string): boolean {
    return this.ids.has(name) || (this.outer?.has(name) ?? false);
  }

  declare(name: string, id: ValueId): void {
    if (this.ids.has(name)) throw duplicateValue(name);
    this.ids.set(name, id);
  }

  /** The value of this name: here, or captured from around; undefined where nothing defines it. */
  find(name: string): ValueId | undefined {
    const own = this.ids.get(name) ?? this.captured.get(name);
    if (own !== undefined || !this.outer?.has(name)) return own;
    const inner = this.builder.value(name);
    this.captured.set(name, inner);
    return inner;
  }
}

/** A GraphProto as a Graph. The captures a subgraph makes are left in `scope.captured`. */
export function importGraph(
  proto: GraphProto,
  context: ImportContext,
  outer?: Scope,
  depth = 0,
): { graph: Graph; scope: Scope } {
  if (depth > MAX_NESTING) throw nestedTooDeep(MAX_NESTING);
  const builder = new GraphBuilder({
    name: proto.name,
    docString: proto.docString,
    opsets: context.opsets,
    carried: {
      quantizationAnnotations: proto.quantizationAnnotation.map((part) => toBinary(TensorAnnotationSchema, part)),
      sparseInitializers: proto.sparseInitializer.map((part) => toBinary(SparseTensorProtoSchema, part)),
      metadata: entriesOf(proto.metadataProps),
    },
  });
  const scope = new Scope(builder, outer);
  declareInputs(proto, builder, scope, context);
  const infoByName = new Map(proto.valueInfo.concat(proto.output).map((info) => [info.name, info]));
  for (const node of proto.node) {
    for (const name of node.output)
      if (name !== '') scope.declare(name, declareValue(builder, name, infoByName.get(name)));
  }
  const use = (name: string): ValueId => {
    const found = scope.find(name);
    if (found !== undefined) return found;
    context.diagnostics.push({
      severity: 'warning',
      code: 'onnx.undefined-value',
      message: `Nothing in the model produces the value "${name}"; the model can be shown but not run.`,
      place: name,
    });
    const id = builder.value(name);
    scope.declare(name, id);
    return id;
  };
  for (const node of proto.node) importNode(node, { builder, scope, context, use, depth });
  for (const output of proto.output) builder.output(use(output.name));
  const graph = builder.build();
  requireAcyclic(graph);
  return { graph, scope };
}

function declareInputs(proto: GraphProto, builder: GraphBuilder, scope: Scope, context: ImportContext): void {
  const initialized = new Set(proto.initializer.map((tensor) => tensor.name));
  for (const info of proto.input) {
    const id = declareValue(builder, info.name, info);
    scope.declare(info.name, id);
    if (!(context.initializersAreInputs && initialized.has(info.name))) builder.input(id);
  }
  const overridable: string[] = [];
  for (const initializer of proto.initializer) {
    const tensor = importTensor(initializer, context.external);
    const listed = scope.ids.get(initializer.name);
    const id =
      listed ?? builder.value(initializer.name, { kind: 'tensor', dataType: tensor.dataType, shape: tensor.dims });
    if (listed === undefined) scope.declare(initializer.name, id);
    else if (!context.initializersAreInputs) overridable.push(initializer.name);
    builder.initializer(id, tensor);
  }
  const [first] = overridable;
  if (first !== undefined) {
    context.diagnostics.push({
      severity: 'info',
      code: 'onnx.overridable-initializers',
      message: `${overridable.length} weights are also model inputs, so callers may replace them and nothing can be fused into them. Export the model with keep_initializers_as_inputs=False to allow it.`,
      place: first,
    });
  }
  for (const sparse of proto.sparseInitializer) {
    const name = sparse.values?.name ?? '';
    if (name !== '') scope.declare(name, builder.value(name));
  }
}

function declareValue(builder: GraphBuilder, name: string, info: ValueInfoProto | undefined): ValueId {
  const metadata = info && entriesOf(info.metadataProps);
  return builder.value(name, importType(info?.type), {
    ...(info?.docString && { docString: info.docString }),
    ...(metadata && metadata.size > 0 && { metadata }),
  });
}

interface NodeContext {
  readonly builder: GraphBuilder;
  readonly scope: Scope;
  readonly context: ImportContext;
  readonly use: (name: string) => ValueId;
  readonly depth: number;
}

function importNode(proto: NodeProto, { builder, scope, context, use, depth }: NodeContext): void {
  const captures: ValueId[] = [];
  const capture = (name: string): number => {
    const id = use(name);
    const known = captures.indexOf(id);
    return known >= 0 ? known : captures.push(id) - 1;
  };
  const subgraph = (graphProto: GraphProto): Subgraph => {
    const inner = importGraph(graphProto, context, scope, depth + 1);
    return {
      graph: inner.graph,
      captures: [...inner.scope.captured].map(([name, id]) => ({ inner: id, index: capture(name) })),
    };
  };
  const attributes = new Map(
    proto.attribute.map((attribute) => [attribute.name, importAttribute(attribute, context, subgraph)]),
  );
  const metadata = entriesOf(proto.metadataProps);
  builder.node({
    name: proto.name,
    opType: proto.opType,
    domain: proto.domain === 'ai.onnx' ? '' : proto.domain,
    overload: proto.overload,
    inputs: proto.input.map((name) => (name === '' ? undefined : use(name))),
    outputs: proto.output.map((name) => (name === '' ? undefined : scope.ids.get(name))),
    captures,
    attributes,
    ...(proto.docString && { docString: proto.docString }),
    ...(metadata.size > 0 && { metadata }),
    ...(proto.deviceConfigurations.length > 0 && {
      deviceConfigurations: proto.deviceConfigurations.map((part) =>
        toBinary(NodeDeviceConfigurationProtoSchema, part),
      ),
    }),
  });
}

function importAttribute(
  proto: AttributeProto,
  context: ImportContext,
  subgraph: (proto: GraphProto) => Subgraph,
): Attribute {
  switch (proto.type || guessType(proto)) {
    case AttributeType.FLOAT:
      return { type: 'float', value: proto.f };
    case AttributeType.INT:
      return { type: 'int', value: proto.i };
    case AttributeType.STRING:
      return { type: 'string', value: proto.s };
    case AttributeType.FLOATS:
      return { type: 'floats', value: proto.floats };
    case AttributeType.INTS:
      return { type: 'ints', value: proto.ints };
    case AttributeType.STRINGS:
      return { type: 'strings', value: proto.strings };
    case AttributeType.TENSOR:
      if (!proto.t) break;
      return { type: 'tensor', value: importTensor(proto.t, context.external) };
    case AttributeType.TENSORS:
      return { type: 'tensors', value: proto.tensors.map((tensor) => importTensor(tensor, context.external)) };
    case AttributeType.GRAPH:
      if (!proto.g) break;
      return { type: 'graph', value: subgraph(proto.g) };
    case AttributeType.GRAPHS:
      return { type: 'graphs', value: proto.graphs.map(subgraph) };
    default:
      break;
  }
  return { type: 'encoded', value: toBinary(AttributeProtoSchema, proto) };
}

/** Files older than IR version 2 leave the type out; the field that is filled in tells. */
function guessType(proto: AttributeProto): AttributeType {
  if (proto.t) return AttributeType.TENSOR;
  if (proto.g) return AttributeType.GRAPH;
  if (proto.ints.length > 0) return AttributeType.INTS;
  if (proto.floats.length > 0) return AttributeType.FLOATS;
  if (proto.strings.length > 0) return AttributeType.STRINGS;
  if (proto.s.byteLength > 0) return AttributeType.STRING;
  return proto.f === 0 ? AttributeType.INT : AttributeType.FLOAT;
}

export const entriesOf = (entries: readonly StringStringEntryProto[]): ReadonlyMap<string, string> =>
  new Map(entries.map(({ key, value }) => [key, value]));

/** Errors: onnx.cyclic. Kahn's algorithm, so that a hostile graph costs no recursion. */
function requireAcyclic(graph: Graph): void {
  const waiting = new Map<number, number>();
  const ready: number[] = [];
  for (const node of graph.nodes.values()) {
    const sources = new Set(
      [...node.inputs, ...node.captures].filter((id) => id !== undefined && graph.producers.has(id)),
    );
    if (sources.size === 0) ready.push(node.id);
    else waiting.set(node.id, sources.size);
  }
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    for (const output of graph.nodes.get(id)?.outputs ?? []) {
      for (const user of output === undefined ? [] : (graph.consumers.get(output) ?? [])) {
        const left = (waiting.get(user) ?? 0) - 1;
        if (left > 0) waiting.set(user, left);
        else if (waiting.delete(user)) ready.push(user);
      }
    }
  }
  const [stuck] = waiting.keys();
  const node = stuck === undefined ? undefined : graph.nodes.get(stuck);
  if (node) throw cyclicGraph(node.name || node.opType);
}
