import { toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  type GraphProto,
  NodeDeviceConfigurationProtoSchema,
  type NodeProto,
  SparseTensorProtoSchema,
  type StringStringEntryProto,
  TensorAnnotationSchema,
  type ValueInfoProto,
} from 'onnx-buf';
import { GraphBuilder } from '../../ir/build.ts';
import type { Attribute, Graph, Subgraph, ValueId } from '../../ir/graph.ts';
import { findCycle } from '../../ir/query.ts';
import { cyclicGraph, isMissingData, nestedTooDeep } from '../errors.ts';
import type { ExternalData } from '../external-data.ts';
import type { ImportNotes } from '../import-notes.ts';
import { encodedAttribute, importAttribute } from './import-attribute.ts';
import { importInitializer } from './import-initializer.ts';
import { importType } from './import-type.ts';

/** Deeper than any real model nests If and Loop; bounds the recursion of everything that walks subgraphs. */
const MAX_NESTING = 32;

export interface ImportContext {
  readonly opsets: ReadonlyMap<string, number>;
  readonly external: ExternalData;
  readonly notes: ImportNotes;
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

  /** A name that is taken stays with the value that has it. */
  declare(name: string, id: ValueId): void {
    if (!this.ids.has(name)) this.ids.set(name, id);
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
  const names = new ValueNames(scope, context.notes);
  declareInputs(proto, builder, names, context);
  const infoByName = new Map(proto.valueInfo.concat(proto.output).map((info) => [info.name, info]));
  const outputsOf = proto.node.map((node) =>
    node.output.map((name) =>
      name === '' ? undefined : names.declare(name, (unique) => declareValue(builder, unique, infoByName.get(name))),
    ),
  );
  const use = (name: string): ValueId => {
    const found = scope.find(name);
    if (found !== undefined) return found;
    context.notes.undefinedValue(name);
    const id = builder.value(name);
    scope.declare(name, id);
    return id;
  };
  proto.node.forEach((node, index) => {
    importNode(node, outputsOf[index] ?? [], { builder, scope, context, use, depth });
  });
  if (outer) for (const output of proto.output) builder.output(use(output.name));
  else for (const output of namesOfOutputs(proto, context.notes)) builder.output(use(output));
  context.notes.duplicateNodeNames(proto.node.map((node) => node.name));
  const graph = builder.build();
  requireAcyclic(graph);
  return { graph, scope };
}

/** Gives every value a name of its own: where a file uses one twice, the first value keeps it. */
class ValueNames {
  constructor(
    readonly scope: Scope,
    private readonly notes: ImportNotes,
  ) {}

  declare(name: string, make: (unique: string) => ValueId): ValueId {
    if (!this.scope.ids.has(name)) {
      const id = make(name);
      this.scope.declare(name, id);
      return id;
    }
    this.notes.duplicateValue(name);
    let count = 2;
    while (this.scope.ids.has(`${name} (${count})`)) count++;
    return this.declare(`${name} (${count})`, make);
  }
}

/** Outputs of a whole model, each once. A model that names none gives what none of its nodes uses. */
function namesOfOutputs(proto: GraphProto, notes: ImportNotes): readonly string[] {
  const named = new Set(proto.output.map(({ name }) => name).filter((name) => name !== ''));
  if (named.size > 0) return [...named];
  const used = new Set(proto.node.flatMap((node) => node.input));
  const ends = new Set(proto.node.flatMap((node) => node.output).filter((name) => name !== '' && !used.has(name)));
  notes.noOutputs([...ends]);
  return [...ends];
}

function declareInputs(proto: GraphProto, builder: GraphBuilder, names: ValueNames, context: ImportContext): void {
  const initialized = new Set(proto.initializer.map((tensor) => tensor.name));
  const inputs = new Map<string, ValueId>();
  for (const info of proto.input) {
    const id = names.declare(info.name, (unique) => declareValue(builder, unique, info));
    if (!inputs.has(info.name)) inputs.set(info.name, id);
    if (!(context.initializersAreInputs && initialized.has(info.name))) builder.input(id);
  }
  const overridable: string[] = [];
  for (const initializer of proto.initializer) {
    const { name } = initializer;
    const { tensor, type } = importInitializer(initializer, context);
    const listed = inputs.get(name);
    inputs.delete(name);
    if (listed !== undefined && !context.initializersAreInputs) overridable.push(name);
    const id = listed ?? names.declare(name, (unique) => builder.value(unique, type));
    if (tensor) builder.initializer(id, tensor);
  }
  context.notes.overridableInitializers(overridable);
  for (const sparse of proto.sparseInitializer) {
    const name = sparse.values?.name ?? '';
    if (name !== '') names.declare(name, (unique) => builder.value(unique));
  }
}

function declareValue(builder: GraphBuilder, name: string, info: ValueInfoProto | undefined): ValueId {
  if (!info) return builder.value(name);
  const { docString, metadataProps } = info;
  return builder.value(name, importType(info.type), {
    ...(docString && { docString }),
    ...(metadataProps.length > 0 && { metadata: entriesOf(metadataProps) }),
  });
}

interface NodeContext {
  readonly builder: GraphBuilder;
  readonly scope: Scope;
  readonly context: ImportContext;
  readonly use: (name: string) => ValueId;
  readonly depth: number;
}

function importNode(
  proto: NodeProto,
  outputs: readonly (ValueId | undefined)[],
  { builder, scope, context, use, depth }: NodeContext,
): void {
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
    proto.attribute.map((attribute) => [attribute.name, attributeOf(attribute, context, subgraph)]),
  );
  builder.node({
    name: proto.name,
    opType: proto.opType,
    domain: proto.domain === 'ai.onnx' ? '' : proto.domain,
    overload: proto.overload,
    inputs: proto.input.map((name) => (name === '' ? undefined : use(name))),
    outputs,
    captures,
    attributes,
    ...(proto.docString && { docString: proto.docString }),
    ...(proto.metadataProps.length > 0 && { metadata: entriesOf(proto.metadataProps) }),
    ...(proto.deviceConfigurations.length > 0 && {
      deviceConfigurations: proto.deviceConfigurations.map((part) =>
        toBinary(NodeDeviceConfigurationProtoSchema, part),
      ),
    }),
  });
}

/** A tensor that cannot be read leaves the attribute as it is in the file: its operator is then not computed. */
function attributeOf(
  attribute: AttributeProto,
  context: ImportContext,
  subgraph: (proto: GraphProto) => Subgraph,
): Attribute {
  try {
    return importAttribute(attribute, context.external, subgraph);
  } catch (error) {
    if (!isMissingData(error)) throw error;
    context.notes.unreadable(error);
    return encodedAttribute(attribute);
  }
}

export const entriesOf = (entries: readonly StringStringEntryProto[]): ReadonlyMap<string, string> =>
  new Map(entries.map(({ key, value }) => [key, value]));

/** Errors: onnx.cyclic. */
function requireAcyclic(graph: Graph): void {
  const node = findCycle(graph);
  if (node) throw cyclicGraph(node.name || node.opType);
}
