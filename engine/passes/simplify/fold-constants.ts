import { invariant } from '../../errors.ts';
import { bitsOf, byteLengthOf, isFloat } from '../../ir/data-type.ts';
import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { findConstant, findDataType, findShape, isGraphOutput, opsetOf, topologicalOrder } from '../../ir/query.ts';
import { elementCountOf, isStatic } from '../../ir/shape.ts';
import { type Tensor, tensorByteLength, tensorBytes } from '../../ir/tensor.ts';
import { evaluateNode } from '../../ops/evaluate-node.ts';
import { inferKnownElements } from '../../ops/infer-types.ts';
import { findOpSpec, type KnownOpType } from '../../ops/registry.ts';
import { MAX_ELEMENTS } from '../../ops/tensor-math.ts';
import type { Pass } from '../pass.ts';

/** Nodes whose inputs are no larger than this are computed at once. */
const EAGER_BYTES = 64 * 1024;

/**
 * Computes nodes whose outputs cannot change from run to run: arithmetic on constants, and what `Shape` gives where dims are
 * known. Small outputs are computed now. Weights that are moved, cast or scaled are computed when they are read, so folding
 * reads none of them; other operators on large constants, quantized weights among them, stay as they are.
 * A fold may not make the file grow by more than `foldSizeLimitBytes`. Exactness: that of the operators' `evaluate`.
 */
export const foldConstants: Pass = {
  name: 'fold-constants',
  summary: 'what depends on constants alone is computed once',
  run: (graph, { foldSizeLimitBytes }) => {
    const known = inferKnownElements(graph);
    const folded = new Map<ValueId, Tensor>();
    const patch = new PatchBuilder(graph);
    const constantOf = (id: ValueId | undefined) =>
      id === undefined ? undefined : (folded.get(id) ?? findConstant(graph, id));
    for (const node of topologicalOrder(graph)) {
      const outputs = node.outputs.filter((id) => id !== undefined);
      if (outputs.some((id) => isGraphOutput(graph, id))) continue;
      const tensors = tensorsOf(node, known) ?? foldNode(graph, node, constantOf, foldSizeLimitBytes);
      outputs.forEach((id, index) => {
        const tensor = tensors?.[index];
        if (!tensor) return;
        folded.set(id, tensor);
        patch.fold(id, tensor);
      });
    }
    return patch.isEmpty ? undefined : patch.build();
  },
};

type KnownElementsById = ReturnType<typeof inferKnownElements>;

/** The integers that type inference could tell, for a node of one output. Floats are left to `foldNode`, which spares quantized weights. */
function tensorsOf(node: Node, known: KnownElementsById): readonly Tensor[] | undefined {
  const [output, ...others] = node.outputs;
  const elements = output === undefined ? undefined : known.get(output);
  const isKnown = elements?.kind === 'tensor' && others.length === 0 && !isFloat(elements.tensor.dataType);
  return isKnown ? [elements.tensor] : undefined;
}

function foldNode(
  graph: Graph,
  node: Node,
  constantOf: (id: ValueId | undefined) => Tensor | undefined,
  sizeLimit: number,
): readonly Tensor[] | undefined {
  const spec = findOpSpec(node);
  if (!spec?.evaluate || spec.category === 'quantize' || node.inputs.length === 0 || node.captures.length > 0)
    return undefined;
  const inputs = node.inputs.map(constantOf);
  if (inputs.some((tensor, index) => !tensor && node.inputs[index] !== undefined)) return undefined;
  const tensors = inputs.filter((tensor) => tensor !== undefined);
  const bytes = tensors.reduce((sum, tensor) => sum + tensorByteLength(tensor), 0);
  const opset = opsetOf(graph, node.domain);
  if (isSurelyOver(graph, node, bytes + sizeLimit)) return undefined;
  const isEager = onlyRenames.has(node.opType) || (bytes <= EAGER_BYTES && tensors.every(isInMemory));
  const outputs = isEager ? evaluateNode(node, opset, inputs) : deferred(graph, node, opset, inputs);
  if (!outputs) return undefined;
  const freed = node.inputs.reduce<number>((sum, id, index) => {
    const userCount = (id !== undefined && graph.consumers.get(id)?.count) || 0;
    const tensor = inputs[index];
    return sum + (userCount === 1 && tensor ? tensorByteLength(tensor) : 0);
  }, 0);
  const needed = outputs.reduce((sum, tensor) => sum + tensorByteLength(tensor), 0);
  return needed - freed <= sizeLimit ? outputs : undefined;
}

/** Small constants may ask for a huge output, which is not made to find out that it is too large. */
const isSurelyOver = (graph: Graph, node: Node, limitBytes: number): boolean =>
  node.outputs.some((id) => {
    const [dataType, dims] = [findDataType(graph, id), findShape(graph, id)];
    return (
      dataType !== undefined &&
      dims !== undefined &&
      isStatic(dims) &&
      byteLengthOf(dataType, elementCountOf(dims)) > limitBytes
    );
  });

const isInMemory = ({ content }: Tensor): boolean => content.kind !== 'deferred';

/** Their `evaluate` gives the same elements under other dims and reads nothing but the dims. */
const onlyRenames: ReadonlySet<string> = new Set<KnownOpType>([
  'Identity',
  'Reshape',
  'Flatten',
  'Squeeze',
  'Unsqueeze',
]);
const movers: ReadonlySet<string> = new Set<KnownOpType>(['Transpose', 'Slice', 'Concat', 'Gather']);
const arithmetic: ReadonlySet<string> = new Set<KnownOpType>([
  'Cast',
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Neg',
  'Sqrt',
  'Reciprocal',
]);

/** The output as a tensor that is computed when it is read, for operators that are sure to be able to by then. */
function deferred(
  graph: Graph,
  node: Node,
  opset: number,
  inputs: readonly (Tensor | undefined)[],
): readonly Tensor[] | undefined {
  const [output, ...others] = node.outputs;
  const [dataType, dims] = [findDataType(graph, output), findShape(graph, output)];
  const isAble =
    (movers.has(node.opType) && inputs.every((tensor) => !tensor || bitsOf(tensor.dataType) >= 8)) ||
    (arithmetic.has(node.opType) && dataType === 'float32' && inputs.every((tensor) => tensor?.dataType === 'float32'));
  if (!isAble || !dataType || !dims || !isStatic(dims) || elementCountOf(dims) > MAX_ELEMENTS || others.length > 0)
    return undefined;
  const read = (): Uint8Array => {
    const [tensor] = evaluateNode(node, opset, inputs) ?? [];
    invariant(tensor, `${node.opType} "${node.name}" was folded and cannot be computed`);
    return tensorBytes(tensor);
  };
  return [{ dataType, dims, content: { kind: 'deferred', read } }];
}
