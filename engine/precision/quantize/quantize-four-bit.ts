import { applyPatch } from '../../ir/apply-patch.ts';
import { attributesOf } from '../../ir/build.ts';
import type { Graph, NodeId } from '../../ir/graph.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { requireNode } from '../../ir/query.ts';
import { tensorOfBytes, tensorOfFloats } from '../../ir/tensor.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { nothingToQuantize } from '../errors.ts';
import type { ConvertedGraph } from '../plan.ts';
import { quantizeFourBit } from './four-bit-blocks.ts';
import { findMatrixProducts } from './matrix-products.ts';
import { weightMatrixOf } from './weight-matrix.ts';

export interface FourBitOptions {
  /** Weights that share a scale: a power of two, at least 16. Default 32. */
  readonly blockSize?: number;
  readonly keepFloat32?: ReadonlySet<NodeId>;
}

/**
 * Stores the weights of matrix products in 4 bits; activations stay float32. For size and memory: with many rows, as in
 * an encoder, it is no faster than float32.
 * Rewrite: y = a W + b becomes y = MatMulNBits(a, q4(W)) + b.
 * Errors: precision.nothing-to-quantize.
 * Source: ONNX Runtime, com.microsoft.MatMulNBits.
 */
export function quantizeFourBitWeights(original: Graph, options: FourBitOptions = {}): ConvertedGraph {
  const { blockSize = 32, keepFloat32 = new Set() } = options;
  const graph = inferTypes(original);
  const { products, kept } = findMatrixProducts(graph, keepFloat32);
  if (products.length === 0) throw nothingToQuantize(kept[0]?.reason ?? 'it has no product with constant weights');
  const patch = new PatchBuilder(graph);
  patch.setOpset('com.microsoft', 1);
  const layers = new Set(
    products.flatMap(({ node, absorbs }) =>
      [node, absorbs].flatMap((member) => (member ? (graph.layerOf.get(requireNode(graph, member.id).id) ?? []) : [])),
    ),
  );
  for (const { node, a, weight, absorbs } of products) {
    const matrix = weightMatrixOf(graph, weight);
    const [k = 0, n = 0] = matrix.dims;
    const { packed, scales, zeroPoints, blockCount } = quantizeFourBit(matrix, blockSize);
    const name = graph.values.get(weight.weight)?.name ?? '';
    const parts = [
      patch.constant(tensorOfBytes('uint8', [n, blockCount, blockSize / 2], packed), `${name}_4bit`),
      patch.constant(tensorOfFloats([n, blockCount], scales), `${name}_scale`),
      patch.constant(tensorOfBytes('uint8', [n, Math.ceil(blockCount / 2)], zeroPoints), `${name}_zero_point`),
    ];
    patch.update(node.id, {
      opType: 'MatMulNBits',
      domain: 'com.microsoft',
      // The fifth input is a permutation of rows that only some quantizers make.
      inputs: [a, ...parts, ...(weight.bias === undefined ? [] : [undefined, weight.bias])],
      attributes: attributesOf({ K: k, N: n, bits: 4, block_size: blockSize, accuracy_level: INT8_SUMS }),
      origins: [...(absorbs ? [absorbs.id] : [])],
    });
  }
  for (const layer of layers) patch.ungroup(layer);
  return {
    graph: applyPatch(graph, patch.build()),
    precisions: new Map(products.map(({ node }) => [node.id, 'int4'])),
    kept,
    diagnostics: [
      {
        severity: 'info',
        code: 'precision.runtime-operator',
        message: `${products.length} matrix products run as MatMulNBits, an operator of ONNX Runtime's own: other runtimes cannot load this model.`,
      },
    ],
  };
}

/** Lets kernels round activations to 8 bits, which is what makes them fast on a CPU. */
const INT8_SUMS = 4;
