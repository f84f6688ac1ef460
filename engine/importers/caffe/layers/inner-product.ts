import { LayerFault } from '../lower/layer-fault.ts';
import { type LayerScope, productOf } from '../lower/layer-scope.ts';
import type { Operand } from '../lower/operand.ts';
import { defineLayer } from './layer-type.ts';

/**
 * Shapes: x [N, d1, ..., dk], of which the axes from `axis` on are one vector of K; weights [num_output, K], or [K, num_output] with
 * `transpose`; bias [num_output].
 */
export const innerProduct = defineLayer({
  types: ['InnerProduct'],
  lower: (scope) => {
    const { num_output, bias_term, axis, transpose } = scope.parameters.inner_product_param;
    const x = scope.input();
    const shape = scope.shapeOf(x);
    const first = scope.axisOf(axis, shape.length);
    const outputCount = scope.positive(num_output, 'num_output');
    const length = vectorLength(scope, x, first, outputCount);
    const weight = scope.parameter(0, transpose ? [length, outputCount] : [outputCount, length], 'weight');
    const bias = bias_term ? [scope.parameter(1, [outputCount], 'bias')] : [];
    if (first === 1) {
      const flat =
        shape.length === 2 ? x : scope.node('Flatten', [x], { attributes: { axis: 1 }, shape: [shape[0], length] });
      const attributes = { transB: transpose ? 0 : 1 };
      return scope.result(scope.node('Gemm', [flat, weight, ...bias], { attributes, shape: [shape[0], outputCount] }));
    }
    multiplyRows(scope, { x, weight, bias, first, length, outputCount, transpose });
  },
});

/** K by what the layer reads, or by its stored weights where that has no fixed size. */
function vectorLength(scope: LayerScope, x: Operand, first: number, outputCount: number): number {
  const length = productOf(scope.shapeOf(x).slice(first));
  if (typeof length === 'number') return length;
  const stored = scope.storedElementCount(0);
  if (stored !== undefined && stored % outputCount === 0 && stored > 0) return stored / outputCount;
  throw new LayerFault('the size of what it multiplies is not known');
}

interface RowProduct {
  readonly x: Operand;
  readonly weight: Operand;
  readonly bias: readonly Operand[];
  readonly first: number;
  readonly length: number;
  readonly outputCount: number;
  readonly transpose: boolean;
}

/** A product for each position of the axes before `first`. */
function multiplyRows(scope: LayerScope, product: RowProduct): void {
  const { x, weight, bias, first, length, outputCount, transpose } = product;
  const shape = scope.shapeOf(x);
  const kept = shape.slice(0, first);
  const isFlat = shape.length === first + 1;
  const target = [...kept.map(() => 0), length];
  const rows = isFlat ? x : scope.node('Reshape', [x, scope.ints(target)], { shape: [...kept, length] });
  const matrix = transpose
    ? weight
    : scope.node('Transpose', [weight], { attributes: { perm: [1, 0] }, shape: [length, outputCount] });
  const multiplied = scope.node('MatMul', [rows, matrix], { shape: [...kept, outputCount] });
  const [added] = bias;
  scope.result(added ? scope.node('Add', [multiplied, added]) : multiplied);
}
