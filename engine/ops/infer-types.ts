import { type Diagnostic, WorkbenchError } from '../errors.ts';
import type { Graph, Node, NodeId, Subgraph, Value, ValueId, ValueType } from '../ir/graph.ts';
import { opsetOf, topologicalOrder } from '../ir/query.ts';
import { type Dim, isStatic, printShape } from '../ir/shape.ts';
import type { Tensor } from '../ir/tensor.ts';
import { sameType } from './common-type.ts';
import { resolveDim } from './dims.ts';
import { evaluateNode } from './evaluate-node.ts';
import { tensorType } from './inference.ts';
import { elementsOf, isLarge, isShapeLike, type KnownElements, knownElements, mayBeShapeLike } from './known-values.ts';
import { mergeType } from './merge-type.ts';
import type { InferenceInput, OpSpec } from './op-spec.ts';
import { findOpSpec } from './registry.ts';

export interface InferenceOptions {
  /** Extents of graph inputs by name. Names of dimensions that get a number by it get it everywhere. */
  readonly inputShapes?: ReadonlyMap<string, readonly number[]>;
  /** Extents by the name of a dimension. */
  readonly dims?: ReadonlyMap<string, number>;
}

/**
 * The graph with the types that follow from its inputs and operators; names of dimensions flow through. Declared types are
 * kept where they say more. Only values change, and the bodies of If, Loop and Scan. Linear in the size of the graph;
 * reads small integer constants, never weights.
 */
export const inferTypes = (graph: Graph, options: InferenceOptions = {}): Graph =>
  inferTypesWithDiagnostics(graph, options).graph;

/** As `inferTypes`, with a warning for each declared type that its operator contradicts; the inferred one stands. So it is where an operator
 * cannot be made sense of; its outputs have the types declared for them. */
export function inferTypesWithDiagnostics(
  graph: Graph,
  options: InferenceOptions = {},
): { readonly graph: Graph; readonly diagnostics: readonly Diagnostic[] } {
  const inference = new Inference(graph, settledDims(graph, options));
  const inputs = graph.inputs.map((id): Known => {
    const value = graph.values.get(id);
    const shape = options.inputShapes?.get(value?.name ?? '');
    const dataType = value?.type?.kind === 'tensor' ? value.type.dataType : undefined;
    return shape ? { type: tensorType(dataType, shape) } : {};
  });
  const inferred = inference.run(inputs);
  if (inferred === graph) elementsByGraph.set(graph, inference.computedElements());
  return { graph: inferred, diagnostics: inference.diagnostics };
}

const elementsByGraph = new WeakMap<Graph, ReadonlyMap<ValueId, KnownElements>>();

/**
 * Elements that follow for small values: what `Shape` gives where dims are numbers, and everything that arithmetic on shapes
 * makes of it, with names where only some are known. Constants are not repeated. Computed once per graph.
 */
export function inferKnownElements(graph: Graph): ReadonlyMap<ValueId, KnownElements> {
  const known = elementsByGraph.get(graph);
  if (known) return known;
  const inference = new Inference(graph, settledDims(graph, {}));
  inference.run(graph.inputs.map(() => ({})));
  const elements = inference.computedElements();
  elementsByGraph.set(graph, elements);
  return elements;
}

/** What is known of one value. */
interface Known {
  readonly type?: ValueType | undefined;
  readonly elements?: KnownElements | undefined;
}

interface SettledDims {
  readonly extentByName: ReadonlyMap<string, number>;
  /** An input lost its declared extent, so the numbers declared for other values may no longer hold. */
  readonly numbersAreStale: boolean;
}

function settledDims(graph: Graph, { inputShapes, dims }: InferenceOptions): SettledDims {
  const extentByName = new Map(dims);
  let numbersAreStale = false;
  for (const id of graph.inputs) {
    const value = graph.values.get(id);
    const given = inputShapes?.get(value?.name ?? '');
    const declared = value?.type?.kind === 'tensor' ? value.type.shape : undefined;
    given?.forEach((extent, axis) => {
      const dim = declared?.[axis];
      if (typeof dim === 'string') extentByName.set(dim, extent);
      else if (dim !== extent) numbersAreStale ||= typeof dim === 'number';
    });
  }
  return { extentByName, numbersAreStale };
}

type MutableInput = { -readonly [Field in keyof InferenceInput<unknown>]: InferenceInput<unknown>[Field] };

class Inference {
  readonly diagnostics: Diagnostic[] = [];
  /** By id: a map would cost more than the inference itself. */
  private readonly known: (Known | undefined)[] = [];
  private readonly changedNodes = new Map<NodeId, Node>();
  private readonly inputIds: ReadonlySet<ValueId>;
  /** The node that `input` answers for: it is made once, not for each of 50,000 nodes. */
  private node: Node | undefined;
  private readonly input: MutableInput;

  constructor(
    private readonly graph: Graph,
    private readonly dims: SettledDims,
  ) {
    this.inputIds = new Set(graph.inputs);
    this.input = this.makeInput();
  }

  /** `inputs` is what is known of the graph's inputs beyond their declaration, `captured` of values from around it. */
  run(inputs: readonly Known[], captured: ReadonlyMap<ValueId, Known> = new Map()): Graph {
    for (const [id, known] of captured) this.known[id] = known;
    for (const [id, tensor] of this.graph.initializers) {
      const type = tensorType(tensor.dataType, tensor.dims);
      const isConstant = isShapeLike(tensor) && !this.inputIds.has(id as ValueId);
      this.known[id] = isConstant ? { type, elements: { kind: 'tensor', tensor } } : { type };
    }
    this.graph.inputs.forEach((id, index) => {
      const given = inputs[index] ?? {};
      this.record(id, given.type ?? this.declaredType(id), given.elements);
    });
    for (const node of topologicalOrder(this.graph)) this.visit(node);
    return this.commit();
  }

  typeOf(id: ValueId | undefined): ValueType | undefined {
    if (id === undefined) return undefined;
    return this.known[id]?.type ?? this.declaredType(id);
  }

  computedElements(): ReadonlyMap<ValueId, KnownElements> {
    const found = new Map<ValueId, KnownElements>();
    for (const id of this.graph.producers.keys()) {
      const elements = this.known[id]?.elements;
      if (elements) found.set(id as ValueId, elements);
    }
    return found;
  }

  private visit(node: Node): void {
    const spec = findOpSpec(node);
    try {
      if (spec) {
        this.infer(node, spec);
        return;
      }
    } catch (error) {
      // What an operator's own rule did not foresee in a damaged file is no reason to show nothing of it.
      this.diagnostics.push(failure(node, error));
    }
    for (const id of node.outputs) if (id !== undefined) this.record(id, undefined);
  }

  private infer(node: Node, spec: OpSpec): void {
    const input = this.inputOf(node, spec);
    const types = spec.inferOutputs(input);
    if (!types.some(isLarge) && this.fold(node)) return;
    node.outputs.forEach((id, index) => {
      if (id !== undefined) this.record(id, types[index]);
    });
    if (!spec.inferElements || !node.outputs.some((id) => mayBeShapeLike(this.typeOf(id)))) return;
    const elements = spec.inferElements(input);
    node.outputs.forEach((id, index) => {
      const found = elements[index];
      if (id === undefined || !found) return;
      const type = this.known[id]?.type;
      this.known[id] = { type, elements: knownElements(found, type) };
    });
  }

  /** Computes a node all of whose inputs are known, and they and its outputs small. True where that gave its outputs. */
  private fold(node: Node): boolean {
    const inputs: (Tensor | undefined)[] = [];
    for (const id of node.inputs) {
      const elements = this.elementsOf(id);
      if (id !== undefined && elements?.kind !== 'tensor') return false;
      inputs.push(elements?.kind === 'tensor' ? elements.tensor : undefined);
    }
    const outputs = this.evaluate(node, inputs);
    if (!outputs) return false;
    node.outputs.forEach((id, index) => {
      const tensor = outputs[index];
      if (id === undefined || !tensor) return;
      this.record(
        id,
        tensorType(tensor.dataType, tensor.dims),
        isShapeLike(tensor) ? { kind: 'tensor', tensor } : undefined,
      );
    });
    return true;
  }

  /** Undefined, too, where a constant's elements are not there: weights that a file came without. */
  private evaluate(node: Node, inputs: readonly (Tensor | undefined)[]): readonly Tensor[] | undefined {
    try {
      return evaluateNode(node, opsetOf(this.graph, node.domain), inputs);
    } catch (error) {
      if (error instanceof WorkbenchError) return undefined;
      throw error;
    }
  }

  private record(id: ValueId, inferred: ValueType | undefined, elements?: KnownElements): void {
    const declared = this.declaredType(id);
    const { type, contradicts } = mergeType(inferred, declared);
    if (contradicts && inferred && declared) this.diagnostics.push(contradiction(this.graph.values.get(id), inferred));
    this.known[id] = { type, elements };
  }

  private declaredType(id: ValueId): ValueType | undefined {
    const type = this.graph.values.get(id)?.type;
    if (type?.kind !== 'tensor' || !type.shape) return type;
    const { extentByName, numbersAreStale } = this.dims;
    const isComputed = numbersAreStale && !this.inputIds.has(id);
    if (extentByName.size === 0 && !isComputed) return type;
    const shape = type.shape.map((dim): Dim => {
      if (typeof dim === 'number') return isComputed ? undefined : dim;
      return resolveDim(dim, (name) => extentByName.get(name));
    });
    return { ...type, shape };
  }

  private inputOf(node: Node, spec: OpSpec): InferenceInput<unknown> {
    const { input } = this;
    this.node = node;
    input.opset = opsetOf(this.graph, node.domain);
    input.attributes = spec.decodeAttributes(node.attributes, input.opset);
    input.inputCount = node.inputs.length;
    input.outputCount = node.outputs.length;
    return input;
  }

  private makeInput(): MutableInput {
    const type = (input: number) => this.typeOf(this.node?.inputs[input]);
    const tensorOf = (input: number) => {
      const found = type(input);
      return found?.kind === 'tensor' ? found : undefined;
    };
    const known = (input: number) => this.elementsOf(this.node?.inputs[input]);
    const symbolicInts = (input: number) => elementsOf(known(input));
    return {
      attributes: undefined,
      opset: 1,
      inputCount: 0,
      outputCount: 0,
      type,
      shape: (input) => tensorOf(input)?.shape,
      dataType: (input) => tensorOf(input)?.dataType,
      constant: (input) => {
        const elements = known(input);
        return elements?.kind === 'tensor' ? elements.tensor : undefined;
      },
      symbolicInts,
      ints: (input) => {
        const elements = symbolicInts(input);
        return elements && isStatic(elements) ? elements : undefined;
      },
      subgraphOutputs: (attribute, inputs) => this.node && this.visitSubgraph(this.node, attribute, inputs),
    };
  }

  private elementsOf(id: ValueId | undefined): KnownElements | undefined {
    return id === undefined ? undefined : this.known[id]?.elements;
  }

  private visitSubgraph(
    node: Node,
    name: string,
    inputs: readonly (ValueType | undefined)[] = [],
  ): readonly (ValueType | undefined)[] | undefined {
    const attribute = node.attributes.get(name);
    if (attribute?.type !== 'graph') return undefined;
    const body: Subgraph = attribute.value;
    const captured = new Map<ValueId, Known>();
    for (const { inner, index } of body.captures) {
      const outer = node.captures[index];
      if (outer === undefined) continue;
      captured.set(inner, this.known[outer] ?? { type: this.declaredType(outer) });
    }
    const inference = new Inference(body.graph, this.dims);
    const graph = inference.run(
      inputs.map((type) => ({ type })),
      captured,
    );
    if (graph !== body.graph) {
      const current = this.changedNodes.get(node.id) ?? node;
      const attributes = new Map(current.attributes).set(name, { type: 'graph', value: { ...body, graph } });
      this.changedNodes.set(node.id, { ...current, attributes });
    }
    this.diagnostics.push(...inference.diagnostics);
    return body.graph.outputs.map((id) => inference.typeOf(id));
  }

  private commit(): Graph {
    const changed: [ValueId, Value][] = [];
    for (const [id, value] of this.graph.values) {
      const type = this.known[id]?.type;
      if (type && !sameType(type, value.type)) changed.push([value.id, { ...value, type }]);
    }
    if (changed.length === 0 && this.changedNodes.size === 0) return this.graph;
    return {
      ...this.graph,
      values: this.graph.values.withAll(changed),
      nodes: this.changedNodes.size === 0 ? this.graph.nodes : this.graph.nodes.withAll(this.changedNodes),
    };
  }
}

const failure = (node: Node, error: unknown): Diagnostic => ({
  severity: 'warning',
  code: 'types.inference-failed',
  message: `What ${node.opType} "${node.name}" makes could not be told: ${error instanceof Error ? error.message : String(error)}. The file may be damaged here.`,
  place: node.name,
});

function contradiction(value: Value | undefined, inferred: ValueType): Diagnostic {
  const name = value?.name ?? '';
  return {
    severity: 'warning',
    code: 'types.contradiction',
    message: `"${name}" is declared as ${printType(value?.type)}, but its operator makes ${printType(inferred)} of its inputs.`,
    place: name,
  };
}

const printType = (type: ValueType | undefined): string =>
  type?.kind === 'tensor' ? `${type.dataType ?? '?'}${type.shape ? printShape(type.shape) : ''}` : (type?.kind ?? '?');
