import type { Diagnostic } from '../errors.ts';
import { applyPatch } from '../ir/apply-patch.ts';
import { attributesOf } from '../ir/build.ts';
import { codeOfDataType } from '../ir/data-type.ts';
import type { Attributes, Graph, Node, NodeId, ValueId, ValueType } from '../ir/graph.ts';
import { type Patch, PatchBuilder } from '../ir/patch.ts';
import { findConstant, findDataType, findProducer, isGraphOutput, opsetOf, requireNode } from '../ir/query.ts';
import { tensorOfNumbers } from '../ir/tensor.ts';
import { constant } from '../ops/constant.ts';
import { constantOfShape } from '../ops/constant-of-shape.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { chooseHalf, type HalfChoice } from './half/choose-half.ts';
import { float32InputsOf, takesAnyType } from './half/float16-operators.ts';
import type { HalfFormat } from './half/half-format.ts';
import { toHalfTensor } from './half/half-tensor.ts';
import type { ConvertedGraph } from './plan.ts';
import type { ValueRange } from './quantize/scheme.ts';

export { rangeSensitiveOpTypes } from './half/float16-operators.ts';

export interface HalfOptions {
  /** Element type of the model's own float32 inputs and outputs. Default 'float32': Casts stand at the border. */
  readonly io?: 'float32' | 'half';
  /** Nodes that stay in float32, and why. */
  readonly keepFloat32?: ReadonlyMap<NodeId, string>;
  /** Operator types that stay in float32, for example `rangeSensitiveOpTypes`. */
  readonly keepOpTypes?: ReadonlySet<string>;
  /** How far values reached on data: those that come near the largest of the format stay in float32. */
  readonly ranges?: ReadonlyMap<ValueId, ValueRange>;
}

/**
 * Converts a float32 graph to a 16-bit format with Casts at the borders of what stays float32. Weights are converted when they are
 * read. Exactness: each result rounded to the significant bits of the format, 11 or 8; nothing finite becomes infinite by
 * conversion alone.
 */
export function convertHalf(graph: Graph, format: HalfFormat, options: HalfOptions = {}): ConvertedGraph {
  const typed = inferTypes(withoutConstantNodes(graph));
  const choice = chooseHalf(typed, format, {
    keepFloat32: options.keepFloat32 ?? new Map(),
    keepOpTypes: options.keepOpTypes ?? new Set(),
    ranges: options.ranges ?? new Map(),
  });
  return {
    graph: applyPatch(typed, new Conversion(typed, choice, format, options.io ?? 'float32').build()),
    precisions: new Map([...choice.half].map((id) => [id, format.dataType])),
    kept: choice.kept,
    diagnostics: diagnosticsOf(typed, choice, format),
  };
}

/** Constant nodes of float32 as initializers, so that there is one kind of constant to convert. */
function withoutConstantNodes(graph: Graph): Graph {
  const patch = new PatchBuilder(graph);
  for (const node of graph.nodes.values()) {
    if (node.opType !== 'Constant' || node.domain !== '') continue;
    const { value } = constant.decodeAttributes(node.attributes, opsetOf(graph));
    const [output] = node.outputs;
    if (value?.dataType === 'float32' && output !== undefined && !isGraphOutput(graph, output))
      patch.fold(output, value);
  }
  return patch.isEmpty ? graph : applyPatch(graph, patch.build());
}

type FloatType = 'float32' | HalfFormat['dataType'];

class Conversion {
  private readonly io: FloatType;
  private readonly patch: PatchBuilder;
  private readonly converted = new Map<string, ValueId>();
  /** Model outputs whose name went to a Cast behind them. */
  private readonly castOutputs = new Set<ValueId>();

  constructor(
    private readonly graph: Graph,
    private readonly choice: HalfChoice,
    private readonly format: HalfFormat,
    io: 'float32' | 'half',
  ) {
    this.io = io === 'half' ? format.dataType : 'float32';
    this.patch = new PatchBuilder(graph);
  }

  build(): Patch {
    if (this.io !== 'float32') for (const input of this.graph.inputs) this.retype(input);
    for (const id of this.choice.half) {
      for (const output of requireNode(this.graph, id).outputs) if (output !== undefined) this.retype(output);
    }
    for (const output of new Set(this.graph.outputs)) this.castOutput(output);
    for (const node of this.graph.nodes.values()) this.rewire(node);
    for (const layer of this.graph.layers.values()) {
      // A Cast now stands within it.
      if (new Set(layer.nodeIds.map((id) => this.choice.half.has(id))).size === 2) this.patch.ungroup(layer.id);
    }
    return this.patch.build();
  }

  private retype(id: ValueId): void {
    const type = this.graph.values.get(id)?.type;
    if (type?.kind === 'tensor' && type.dataType === 'float32')
      this.patch.setType(id, { ...type, dataType: this.format.dataType });
  }

  /** The element type that a float32 value has after conversion; undefined for values of other types. */
  private typeOf(id: ValueId): FloatType | undefined {
    const before = findDataType(this.graph, id) ?? findConstant(this.graph, id)?.dataType;
    if (before === this.format.dataType) return before;
    if (before !== 'float32') return undefined;
    if (this.graph.inputs.includes(id)) return this.io;
    const producer = this.graph.producers.get(id);
    return producer !== undefined && this.choice.half.has(producer) ? this.format.dataType : 'float32';
  }

  private castOutput(output: ValueId): void {
    const producer = this.graph.producers.get(output);
    const type = findDataType(this.graph, output) === 'float32' ? this.typeOf(output) : undefined;
    if (producer === undefined || type === undefined || type === this.io) return;
    const cast = this.addCast(output, this.io);
    this.patch.replace(output, cast.output);
    // The replacement reached the new Cast as well.
    this.patch.update(cast.id, { inputs: [output] });
    this.converted.set(`${output} ${this.io}`, cast.output);
    this.castOutputs.add(output);
  }

  private rewire(node: Node): void {
    const wanted: FloatType = this.choice.half.has(node.id) ? this.format.dataType : 'float32';
    const ownType = float32InputsOf(node, opsetOf(this.graph, node.domain));
    const inputs = node.inputs.map((input, position) => {
      if (input === undefined || this.takesAnyType(node)) return input;
      return findDataType(this.graph, input) === 'float32' || findConstant(this.graph, input)?.dataType === 'float32'
        ? this.as(input, ownType.has(position) ? 'float32' : wanted)
        : input;
    });
    const captures = node.captures.map((captured) =>
      this.typeOf(captured) === undefined || findDataType(this.graph, captured) === this.format.dataType
        ? captured
        : this.as(captured, 'float32'),
    );
    const attributes = this.attributesOf(node);
    const isSame = attributes === node.attributes && same(inputs, node.inputs) && same(captures, node.captures);
    // A node that a replaced model output feeds must be written all the same: the replacement changed it.
    const readsOutput = [...node.inputs, ...node.captures].some(
      (input) => input !== undefined && this.castOutputs.has(input),
    );
    if (!isSame || readsOutput) this.patch.update(node.id, { inputs, captures, attributes });
  }

  /** A Cast to something else than float32 reads what is there. */
  private takesAnyType(node: Node): boolean {
    return takesAnyType.has(node.opType) || (node.opType === 'Cast' && this.choice.half.has(node.id));
  }

  private attributesOf(node: Node): Attributes {
    if (!this.choice.half.has(node.id)) return node.attributes;
    if (node.opType === 'Cast' && findDataType(this.graph, node.outputs[0]) === 'float32') {
      return new Map([...node.attributes, ...attributesOf({ to: codeOfDataType(this.format.dataType) })]);
    }
    if (node.opType === 'ConstantOfShape') {
      const { value } = constantOfShape.decodeAttributes(node.attributes, opsetOf(this.graph));
      const tensor = toHalfTensor(value ?? tensorOfNumbers('float32', [1], [0]), this.format);
      return new Map([...node.attributes, ['value', { type: 'tensor', value: tensor }]]);
    }
    return node.attributes;
  }

  /** A float value in the wanted type: itself, its constant converted, or through a Cast that all users share. */
  private as(id: ValueId, wanted: FloatType): ValueId {
    if (this.typeOf(id) === wanted) return id;
    const key = `${id} ${wanted}`;
    const known = this.converted.get(key);
    if (known !== undefined) return known;
    const made = this.make(id, wanted);
    this.converted.set(key, made);
    return made;
  }

  private make(id: ValueId, wanted: FloatType): ValueId {
    const tensor = this.graph.inputs.includes(id) ? undefined : findConstant(this.graph, id);
    const name = this.graph.values.get(id)?.name ?? '';
    if (tensor && wanted !== 'float32')
      return this.patch.constant(toHalfTensor(tensor, this.format), `${name}_${wanted}`);
    // Behind a Cast, another Cast of what that one takes does in one step.
    const producer = findProducer(this.graph, id);
    const source = producer?.opType === 'Cast' ? producer.inputs[0] : undefined;
    if (source === undefined) return this.addCast(id, wanted).output;
    return this.typeOf(source) === wanted ? source : this.addCast(source, wanted).output;
  }

  private addCast(from: ValueId, to: FloatType) {
    const type = this.graph.values.get(from)?.type;
    const shape = type?.kind === 'tensor' ? type.shape : undefined;
    const outputType: ValueType = { kind: 'tensor', dataType: to, ...(shape && { shape }) };
    return this.patch.add({
      opType: 'Cast',
      inputs: [from],
      outputTypes: [outputType],
      attributes: attributesOf({ to: codeOfDataType(to) }),
      origins: [],
    });
  }
}

const same = <T>(a: readonly T[], b: readonly T[]): boolean => a.every((item, index) => item === b[index]);

function diagnosticsOf(
  graph: Graph,
  { fits, overflowing, half, farReaching }: HalfChoice,
  { dataType, largestInWords }: HalfFormat,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const largest = `${largestInWords}, the largest ${dataType}`;
  for (const [id, users] of overflowing) {
    const name = graph.values.get(id)?.name ?? '';
    const types = [...new Set(users.map((user) => requireNode(graph, user).opType))].join(' and ');
    diagnostics.push({
      severity: 'warning',
      code: `precision.${dataType}-overflow`,
      message: `"${name}" holds values beyond ${largest}. It stays in float32, and so does ${types}, which uses it.`,
      place: name,
    });
  }
  for (const [id, magnitude] of farReaching) {
    const name = graph.values.get(id)?.name ?? '';
    diagnostics.push({
      severity: 'warning',
      code: `precision.${dataType}-range`,
      message: `"${name}" reached ${Math.round(magnitude).toLocaleString('en-US')} on the data, too near to ${largest}. What makes it and uses it stays in float32.`,
      place: name,
    });
  }
  let lostCount = 0;
  let convertedCount = 0;
  for (const [id, fit] of fits) {
    if (![...(graph.consumers.get(id) ?? [])].some((user) => half.has(user))) continue;
    lostCount += fit.underflowCount;
    convertedCount += fit.elementCount;
  }
  if (lostCount > 0) {
    diagnostics.push({
      severity: 'info',
      code: `precision.${dataType}-underflow`,
      message: `${lostCount.toLocaleString('en-US')} of ${convertedCount.toLocaleString('en-US')} weights are too small for ${dataType} and become 0.`,
    });
  }
  return diagnostics;
}
