import { applyPatch } from '../../ir/apply-patch.ts';
import { attributesOf } from '../../ir/build.ts';
import { codeOfDataType } from '../../ir/data-type.ts';
import type { Graph, LayerId, NodeId, ValueId, ValueType } from '../../ir/graph.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { findShape, opsetOf, requireNode } from '../../ir/query.ts';
import { tensorOfFloats, tensorOfNumbers } from '../../ir/tensor.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { nothingToQuantize, opsetTooOld } from '../errors.ts';
import type { ConvertedGraph } from '../plan.ts';
import { findMatrixProducts, type MatrixProduct } from './matrix-products.ts';
import { quantizeWeight, type WeightScheme } from './quantize-weight.ts';
import { weightMatrixOf } from './weight-matrix.ts';

export interface DynamicOptions {
  /** 'standard': ONNX's own operators, which ONNX Runtime joins to its integer kernels when it loads the model. 'runtime': those kernels. */
  readonly form: 'standard' | 'runtime';
  /** Nodes that stay in float32. */
  readonly keepFloat32?: ReadonlySet<NodeId>;
  /** Default: int8 of 8 bits. */
  readonly weights?: WeightScheme;
}

/** MatMulInteger is from opset 10, DynamicQuantizeLinear from 11, and weights have a scale per channel from 13 on. */
const NEEDED_OPSET = 13;

/**
 * Quantizes the products with constant matrices: weights to 8 bits per output channel, activations at run time by their range
 * of the moment. Needs no calibration; suits transformers, whose activations change their range from input to input.
 * Rewrite: y = a W + b becomes y = MatMulInteger(q(a), q(W)) * s_a * s_W + b.
 * Exactness: weights within half a step per channel, activations within half a step of each input's own range.
 * Errors: precision.nothing-to-quantize, precision.opset-too-old.
 */
export function quantizeDynamic(original: Graph, options: DynamicOptions): ConvertedGraph {
  if (opsetOf(original) < NEEDED_OPSET) throw opsetTooOld(opsetOf(original), 'its opset was not upgraded first');
  const graph = inferTypes(original);
  const { products, kept } = findMatrixProducts(graph, options.keepFloat32 ?? new Set());
  if (products.length === 0) throw nothingToQuantize(kept[0]?.reason ?? 'it has no product with constant weights');
  const patch = new PatchBuilder(graph);
  const writer = new ProductWriter(graph, patch, options);
  for (const product of products) writer.write(product);
  return {
    graph: applyPatch(graph, patch.build()),
    precisions: new Map(products.map(({ node }) => [node.id, 'int8'])),
    kept,
    diagnostics:
      options.form === 'standard'
        ? []
        : [
            {
              severity: 'info',
              code: 'precision.runtime-operator',
              message: `${products.length} matrix products run as DynamicQuantizeMatMul, an operator of ONNX Runtime's own: other runtimes cannot load this model.`,
            },
          ],
  };
}

/** An activation in 8 bits, with its scale and zero point of the moment. */
type QuantizedActivation = readonly ValueId[];

class ProductWriter {
  private readonly activations = new Map<ValueId, QuantizedActivation>();
  private readonly weights = new Map<ValueId, readonly ValueId[]>();
  private readonly ungrouped = new Set<LayerId>();

  constructor(
    private readonly graph: Graph,
    private readonly patch: PatchBuilder,
    private readonly options: DynamicOptions,
  ) {}

  write(product: MatrixProduct): void {
    const { node, absorbs } = product;
    this.ungroup(node.id);
    if (absorbs) this.ungroup(absorbs.id);
    if (this.options.form === 'runtime') this.writeRuntimeForm(product);
    else this.writeStandardForm(product);
  }

  private writeRuntimeForm({ node, a, weight, absorbs }: MatrixProduct): void {
    this.patch.setOpset('com.microsoft', 1);
    this.patch.update(node.id, {
      opType: 'DynamicQuantizeMatMul',
      domain: 'com.microsoft',
      inputs: [a, ...this.weightOf(weight), ...(weight.bias === undefined ? [] : [weight.bias])],
      attributes: new Map(),
      origins: absorbs ? [absorbs.id] : [],
    });
  }

  private writeStandardForm({ node, a, weight, absorbs }: MatrixProduct): void {
    const [quantized, scale, zeroPoint] = this.activationOf(a);
    const [weightBytes, weightScales, weightZeroPoints] = this.weightOf(weight);
    const origins = [node.id, ...(absorbs ? [absorbs.id] : [])];
    const [output] = node.outputs;
    const shape = findShape(this.graph, output);
    const typeOf = (dataType: 'int32' | 'float32'): ValueType => ({
      kind: 'tensor',
      dataType,
      ...(shape && { shape }),
    });
    const sums = this.patch.add({
      opType: 'MatMulInteger',
      inputs: [quantized, weightBytes, zeroPoint, weightZeroPoints],
      outputTypes: [typeOf('int32')],
      origins,
    });
    const floats = this.patch.add({
      opType: 'Cast',
      inputs: [sums.output],
      outputTypes: [typeOf('float32')],
      attributes: attributesOf({ to: codeOfDataType('float32') }),
      origins,
    });
    const scales = this.patch.add({
      opType: 'Mul',
      inputs: [scale, weightScales],
      outputTypes: [{ kind: 'tensor', dataType: 'float32' }],
      origins,
    });
    const factors = [floats.output, scales.output];
    if (weight.bias === undefined) {
      this.patch.update(node.id, { opType: 'Mul', inputs: factors, attributes: new Map(), origins });
      return;
    }
    const product = this.patch.add({ opType: 'Mul', inputs: factors, outputTypes: [typeOf('float32')], origins });
    this.patch.update(node.id, {
      opType: 'Add',
      inputs: [product.output, weight.bias],
      attributes: new Map(),
      origins,
    });
  }

  /** Products of one activation share it quantized. */
  private activationOf(a: ValueId): QuantizedActivation {
    const known = this.activations.get(a);
    if (known) return known;
    const shape = findShape(this.graph, a);
    const added = this.patch.add({
      opType: 'DynamicQuantizeLinear',
      inputs: [a],
      outputTypes: [
        { kind: 'tensor', dataType: 'uint8', ...(shape && { shape }) },
        { kind: 'tensor', dataType: 'float32', shape: [] },
        { kind: 'tensor', dataType: 'uint8', shape: [] },
      ],
      origins: [],
    });
    this.activations.set(a, added.outputs);
    return added.outputs;
  }

  /** Integers [K, N], scales [N], zero points [N]. */
  private weightOf(operands: MatrixProduct['weight']): readonly ValueId[] {
    const known = this.weights.get(operands.weight);
    if (known) return known;
    const { tensor, scales, zeroPoint } = quantizeWeight(
      weightMatrixOf(this.graph, operands),
      1,
      this.options.weights ?? { dataType: 'int8', bits: 8 },
    );
    const name = this.graph.values.get(operands.weight)?.name ?? '';
    const dims = [scales.length];
    const zeroPoints = Array<number>(scales.length).fill(zeroPoint);
    const parts = [
      this.patch.constant(tensor, `${name}_quantized`),
      this.patch.constant(tensorOfFloats(dims, scales), `${name}_scale`),
      this.patch.constant(tensorOfNumbers(tensor.dataType, dims, zeroPoints), `${name}_zero_point`),
    ];
    this.weights.set(operands.weight, parts);
    return parts;
  }

  /** What one kernel did in float32, others do on integers. */
  private ungroup(id: NodeId): void {
    const layer = this.graph.layerOf.get(requireNode(this.graph, id).id);
    if (layer === undefined || this.ungrouped.has(layer)) return;
    this.ungrouped.add(layer);
    this.patch.ungroup(layer);
  }
}
