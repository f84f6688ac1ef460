import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { findConstant, findProducer, findSoleConsumer } from '../../ir/query.ts';
import { elementCountOf } from '../../ir/shape.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { matMul } from '../../ops/mat-mul.ts';
import { inputOf } from './integer-node.ts';

export interface MatMulWithBias {
  readonly matrixProduct: Node;
  readonly a: ValueId;
  readonly b: ValueId;
  readonly bias: ValueId;
}

/** The MatMul with a constant matrix that an Add gives its bias, where nothing else uses it. */
export function findMatMulWithBias(add: Node, graph: Graph): MatMulWithBias | undefined {
  for (const [index, input] of add.inputs.entries()) {
    const bias = add.inputs[1 - index];
    if (input === undefined || bias === undefined) continue;
    const matrixProduct = findProducer(graph, input);
    if (matrixProduct?.opType !== 'MatMul' || matrixProduct.domain !== '') continue;
    if (findSoleConsumer(graph, input) !== add) continue;
    const [a, b] = [inputOf(matMul, matrixProduct, 'A'), inputOf(matMul, matrixProduct, 'B')];
    const weight = findConstant(graph, b);
    if (a === undefined || b === undefined || weight?.dataType !== 'float32' || weight.dims.length !== 2) continue;
    if (isBiasOf(findConstant(graph, bias), weight.dims[1])) return { matrixProduct, a, b, bias };
  }
  return undefined;
}

/** A float32 constant of one element per output channel and no other dimension. */
export const isBiasOf = (tensor: Tensor | undefined, channelCount: number | undefined): boolean =>
  tensor?.dataType === 'float32' && tensor.dims.at(-1) === channelCount && elementCountOf(tensor.dims) === channelCount;
