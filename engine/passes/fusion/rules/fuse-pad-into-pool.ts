import { attributesOf } from '../../../ir/build.ts';
import type { Graph, ValueId } from '../../../ir/graph.ts';
import { findConstant, findProducer } from '../../../ir/query.ts';
import { tensorNumbers } from '../../../ir/tensor.ts';
import { describeNode, refuse, requireConstant } from '../guards.ts';
import { op } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { addedPads, padValueOf, spatialPadsOf } from '../pad-counts.ts';
import { firstRefusal, type Refusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';

type Pool = MatchedNode<'MaxPool' | 'AveragePool'>;

/**
 * Lets a pooling pad its input itself.
 * Rewrite: AveragePool(Pad(x, p, 0)) = AveragePool(x){pads=p, count_include_pad=1}; MaxPool(Pad(x, p, v)) = MaxPool(x){pads=p}
 * where nothing of x is below v: v is the lowest number, or 0 after an operator whose results are never negative.
 * Exactness: exact. Source: ONNX Pad-11, AveragePool-7, MaxPool-8.
 */
export const fusePadIntoPool = defineRule({
  name: 'fuse-pad-into-pool',
  summary: 'Pad -> MaxPool or AveragePool becomes the pooling',
  example: {
    before: 'y = MaxPool(Pad(Relu(x[1,3,8,8]), int64{0,0,1,1,0,0,1,1})){kernel_shape=[3,3], strides=[2,2]}',
    after: 'y = MaxPool(Relu(x[1,3,8,8])){kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1]}',
  },
  root: 'pool',
  pattern: { pad: op('Pad'), pool: op(['MaxPool', 'AveragePool'], { X: 'pad' }) },
  guard: ({ pad, pool }, graph) =>
    firstRefusal(
      requireConstant(graph, pad, 'pads', 'constant_value', 'axes'),
      requireFittingPads(graph, pad, pool),
      pool.is('MaxPool') ? requireUnseenValue(graph, pad) : requireCountedZeros(graph, pad, pool),
    ),
  rewrite: ({ pad, pool }, patch) => {
    const pads = addedPads(spatialPadsOf(pad) ?? [], pool.attributes.pads);
    const padded = patch.addLike(pool, {
      inputs: { X: pad.input('data') },
      attributes: new Map([
        ...pool.node.attributes,
        ['pads', { type: 'ints', value: pads }],
        ...(pool.is('AveragePool') ? attributesOf({ count_include_pad: 1 }) : []),
      ]),
      origins: [pool.id, pad.id],
    });
    patch.replace(pool.output, padded);
  },
});

function requireFittingPads(graph: Graph, pad: MatchedNode<'Pad'>, pool: Pool): Refusal | undefined {
  const what = describeNode(graph, pool.node);
  const { autoPad, ceilMode, kernelShape = [], pads: own } = pool.attributes;
  const added = spatialPadsOf(pad);
  if (!added) return refuse(pad, `${describeNode(graph, pad.node)} pads other axes than the spatial ones, or crops`);
  if (autoPad !== 'NOTSET') return refuse(pool, `${what} computes its padding itself (${autoPad})`);
  if (ceilMode) return refuse(pool, `${what} rounds its output size up, which counts padding in another way`);
  if (pool.node.outputs[1] !== undefined) return refuse(pool, `${what} gives positions in what it reads`);
  const total = addedPads(added, own).map(Number);
  const isWithin = total.every((count, index) => count < (kernelShape[index % kernelShape.length] ?? 0));
  return isWithin ? undefined : refuse(pool, `some windows of ${what} would see padding alone`);
}

/** Refuses where a maximum could be what was padded with. */
function requireUnseenValue(graph: Graph, pad: MatchedNode<'Pad'>): Refusal | undefined {
  const value = padValueOf(pad);
  if (value !== undefined && value <= lowestFloat32) return undefined;
  if (value === 0 && isNeverNegative(graph, pad.input('data'))) return undefined;
  const what = describeNode(graph, pad.node);
  return refuse(pad, `${what} pads with ${value ?? `mode ${pad.attributes.mode}`}, which may be a maximum`);
}

function requireCountedZeros(graph: Graph, pad: MatchedNode<'Pad'>, pool: Pool): Refusal | undefined {
  const value = padValueOf(pad);
  if (value !== 0)
    return refuse(
      pad,
      `${describeNode(graph, pad.node)} pads with ${value ?? `mode ${pad.attributes.mode}`}, not with zeros`,
    );
  const isPadded = pool.attributes.pads?.some((count) => count !== 0) ?? false;
  if (!pool.is('AveragePool') || !isPadded || pool.attributes.countIncludePad) return undefined;
  return refuse(pool, `${describeNode(graph, pool.node)} leaves its own padding out of the mean`);
}

/** -3.4028235e38: the lowest float32. */
const lowestFloat32 = -3.4028234663852886e38;

const neverNegative: ReadonlySet<string> = new Set([
  'Relu',
  'Sigmoid',
  'HardSigmoid',
  'Softmax',
  'Softplus',
  'Abs',
  'Exp',
]);

/** True for the results of operators that give no negative number. */
function isNeverNegative(graph: Graph, id: ValueId | undefined): boolean {
  const node = id === undefined ? undefined : findProducer(graph, id);
  if (node?.domain !== '') return false;
  if (neverNegative.has(node.opType)) return true;
  if (node.opType !== 'Clip') return false;
  const attribute = node.attributes.get('min');
  const bound = findConstant(graph, node.inputs[1]);
  const lowest = attribute?.type === 'float' ? attribute.value : bound && tensorNumbers(bound)[0];
  return lowest !== undefined && lowest >= 0;
}
