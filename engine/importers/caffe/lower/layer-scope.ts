import type { Diagnostic } from '../../../errors.ts';
import { type AttributeLiteral, attributesOf } from '../../../ir/build.ts';
import type { DataType } from '../../../ir/data-type.ts';
import type { Attributes } from '../../../ir/graph.ts';
import type { Dim, Shape } from '../../../ir/shape.ts';
import { elementCountOf, isStatic, printShape } from '../../../ir/shape.ts';
import { type Tensor, tensorOfFloats, tensorOfInts } from '../../../ir/tensor.ts';
import type { CaffeLayer } from '../network.ts';
import type { LayerParameters } from '../schema/parameters.ts';
import type { ParameterRole, Parameters } from '../weights/parameters.ts';
import { LayerFault } from './layer-fault.ts';
import { activation, constant, type Operand } from './operand.ts';

/** A node as a layer makes it. */
export interface LoweredNode {
  readonly opType: string;
  readonly domain: string;
  readonly inputs: readonly (Operand | undefined)[];
  readonly outputs: readonly Operand[];
  readonly attributes: Attributes;
}

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, AttributeLiteral | undefined>>;
  /** Of the output; that of the first input when absent. */
  readonly shape?: Shape | undefined;
  readonly dataType?: DataType;
}

/** Floats in 2 GiB: no protobuf file is larger. */
const MAX_PARAMETER_ELEMENTS = 2 ** 29;
const MAX_CHANNELS = 2 ** 20;

/**
 * What the file of a layer type works with: the layer's fields, what it reads, its parameters, and the nodes that it makes.
 * Nothing leaves it before the whole layer is lowered.
 */
export class LayerScope {
  readonly nodes: LoweredNode[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly results: (Operand | undefined)[] = [];
  /** True once something depends on how many samples a run has. */
  countsOnBatch = false;

  constructor(
    readonly layer: CaffeLayer,
    readonly inputs: readonly Operand[],
    private readonly trained: Parameters,
    private readonly shared: Map<string, Operand>,
  ) {}

  get parameters(): LayerParameters {
    return this.layer.parameters;
  }

  input(index = 0): Operand {
    const found = this.inputs[index];
    if (!found) throw new LayerFault(`it has ${this.inputs.length} bottoms and needs ${index + 1}`);
    return found;
  }

  /** The dims of an operand, with at least `minRank` axes. */
  shapeOf(operand: Operand, minRank = 1): Shape {
    const { shape } = operand;
    if (!shape) throw new LayerFault('the shape of what it reads is not known');
    if (shape.length < minRank) throw new LayerFault(`it reads ${printShape(shape)} and needs ${minRank} axes`);
    return shape;
  }

  /** A dim that must be a number. */
  dimOf(operand: Operand, axis: number): number {
    const dim = this.shapeOf(operand)[axis];
    if (typeof dim === 'number') return dim;
    throw new LayerFault(`the extent of axis ${axis} of what it reads is not known`);
  }

  /** Dims that must all be numbers. */
  staticDims(dims: Shape): readonly number[] {
    if (isStatic(dims)) return dims;
    throw new LayerFault(`it needs every extent of ${printShape(dims)}`);
  }

  /** An axis that may count from the end, as one that counts from the start. */
  axisOf(axis: number, rank: number): number {
    const found = axis < 0 ? axis + rank : axis;
    if (found < 0 || found >= rank) throw new LayerFault(`its axis ${axis} is none of ${rank}`);
    if (found === 0) this.countsOnBatch = true;
    return found;
  }

  /** Refuses a field whose value makes no sense. */
  positive(value: number, field: string): number {
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw new LayerFault(`its ${field} is ${value}`);
  }

  /** Adds a node with one output. */
  node(opType: string, inputs: readonly (Operand | undefined)[], options: NodeOptions = {}): Operand {
    const shape = 'shape' in options ? options.shape : inputs[0]?.shape;
    const output = activation(shape, options.dataType ?? inputs[0]?.dataType);
    this.addNode(opType, inputs, [output], options.attributes);
    return output;
  }

  /** Adds a node with several outputs, each of the first input's type where it has no other. */
  outputs(
    opType: string,
    inputs: readonly (Operand | undefined)[],
    types: readonly { readonly shape: Shape | undefined; readonly dataType?: DataType }[],
    attributes?: NodeOptions['attributes'],
  ): readonly Operand[] {
    const made = types.map(({ shape, dataType }) => activation(shape, dataType ?? inputs[0]?.dataType));
    this.addNode(opType, inputs, made, attributes);
    return made;
  }

  addNode(
    opType: string,
    inputs: readonly (Operand | undefined)[],
    outputs: readonly Operand[],
    attributes: NodeOptions['attributes'] = {},
  ): void {
    this.nodes.push({ opType, domain: '', inputs, outputs, attributes: attributesOf(attributes) });
  }

  /** What a top holds from here on. */
  result(operand: Operand, top = 0): void {
    this.results[top] = operand;
  }

  /** The layer's parameter at `index`, with these dims. */
  parameter(index: number, dims: readonly number[], role: ParameterRole): Operand {
    if (elementCountOf(dims) > MAX_PARAMETER_ELEMENTS)
      throw new LayerFault(`it needs weights of [${dims.join(', ')}], more than a caffemodel can hold`);
    return this.trained.operand(this.layer, index, dims, role);
  }

  /** How many elements the file has for the parameter; undefined where it has none. */
  storedElementCount(index: number): number | undefined {
    return this.trained.storedElementCount(this.layer, index);
  }

  /** Tells of something that the result depends on. The text follows the layer's name. */
  warn(code: string, text: string): void {
    const { name } = this.layer;
    this.diagnostics.push({ severity: 'warning', code, message: `Layer "${name}" ${text}`, place: name });
  }

  /** How many parameters the file has for the layer; undefined where it has none. */
  storedCount(): number | undefined {
    return this.trained.countFor(this.layer);
  }

  /** A constant that is not trained. Those that layers have in common are one. */
  floats(values: readonly number[], dims: readonly number[] = [values.length]): Operand {
    const key = `${dims.join('x')}:${values.join(',')}`;
    return this.shareConstant(`float:${key}`, () => tensorOfFloats(dims, Float32Array.from(values)));
  }

  /** As many times the same number. */
  filled(value: number, length: number): Operand {
    if (length > MAX_CHANNELS) throw new LayerFault(`it works on ${length} channels, more than any network has`);
    return this.shareConstant(`fill:${value}:${length}`, () =>
      tensorOfFloats([length], new Float32Array(length).fill(value)),
    );
  }

  scalar(value: number): Operand {
    return this.floats([value], []);
  }

  ints(values: readonly number[]): Operand {
    return this.shareConstant(`int:${values.join(',')}`, () => tensorOfInts(values));
  }

  private shareConstant(key: string, make: () => Tensor): Operand {
    const known = this.shared.get(key);
    if (known) return known;
    const made = constant(`constant_${this.shared.size}`, make());
    this.shared.set(key, made);
    return made;
  }
}

/** The product of dims, where it is known. */
export function productOf(dims: Shape): Dim {
  let product = 1;
  for (const dim of dims) {
    if (typeof dim !== 'number') return dims.length === 1 ? dim : undefined;
    product *= dim;
  }
  return product;
}
