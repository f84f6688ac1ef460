import { attributesOf, floatAttribute } from '../../../ir/build.ts';
import type { Graph, NodeId, ValueId } from '../../../ir/graph.ts';
import { findConstant, findDataType, findProducer, findShape } from '../../../ir/query.ts';
import type { Tensor } from '../../../ir/tensor.ts';
import { gather as gatherSpec } from '../../../ops/gather.ts';
import { requireClosed } from '../guards.ts';
import { type Match, op, value } from '../match.ts';
import { defineRule } from '../rule.ts';
import type { RulePatch } from '../rule-patch.ts';

const pattern = {
  a: value(),
  b: value(),
  inner: op('Add', { A: 'a', B: 'b' }),
  c: value(),
  outer: op('Add', { A: 'inner', B: 'c' }),
  norm: op('LayerNormalization', { X: 'outer' }),
};
type Found = Match<typeof pattern>;

/** ONNX's code of int32, for Cast. */
const INT32 = 6;

/**
 * Looks up word, segment and position embeddings, adds and normalizes them as one operator.
 * Rewrite: LayerNormalization(Gather(words, ids) + Gather(segments, segment_ids) + positions[0..S)) = EmbedLayerNormalization.
 * Shapes: ids, segment_ids [N, S]; words [V, H], segments [K, H], positions [1, S, H] or [S, H].  Exactness: float32 rounding.
 * Source: ONNX Runtime contrib operators, com.microsoft.EmbedLayerNormalization-1.
 */
export const lowerEmbedLayerNorm = defineRule({
  name: 'lower-embed-layer-norm',
  summary: 'Gather + Gather + positions -> LayerNormalization becomes EmbedLayerNormalization',
  example: {
    before:
      'e = Add(Gather(W[5,8], x:int64[2,4]), Gather(V[2,8], x1:int64[2,4])); y = LayerNormalization(Add(e, P[1,4,8]), s[8], b[8]){epsilon=0.5}',
    after:
      'y, z = com.microsoft::EmbedLayerNormalization(Cast(x:int64[2,4]){to=6}, Cast(x1:int64[2,4]){to=6}, W[5,8], P[4,8], V[2,8], s[8], b[8]){epsilon=0.5}; return y',
  },
  root: 'norm',
  pattern,
  where: (match, graph) => findTables(match, graph) !== undefined,
  alsoChanges: (match, graph) =>
    findTables(match, graph)?.lookups.flatMap(({ nodeId }) => graph.nodes.get(nodeId) ?? []) ?? [],
  guard: ({ inner, outer, norm }, graph) => requireClosed(graph, norm, [inner, outer]),
  rewrite: (match, patch, graph) => {
    const tables = findTables(match, graph);
    const [words, segments] = tables?.lookups ?? [];
    if (!tables || !words || !segments) return;
    const { inner, outer, norm } = match;
    const { dims } = tables.positions;
    const fused = patch.add('com.microsoft::EmbedLayerNormalization', {
      inputs: {
        input_ids: toInt32(patch, graph, words, '_ids'),
        segment_ids: toInt32(patch, graph, segments, '_segment_ids'),
        word_embedding: words.table,
        position_embedding: patch.constant({ ...tables.positions, dims: dims.slice(-2) }),
        segment_embedding: segments.table,
        gamma: norm.input('Scale'),
        beta: norm.input('B'),
      },
      attributes: new Map([['epsilon', floatAttribute(norm.attributes.epsilon)]]),
      origins: [words.nodeId, segments.nodeId, inner.id, outer.id, norm.id],
      outputCount: 2,
    });
    patch.replace(norm.output, fused.output);
  },
});

interface Lookup {
  readonly nodeId: NodeId;
  readonly table: ValueId;
  readonly ids: ValueId;
}

interface Tables {
  /** Words and segments: the larger table is that of the words, and exact either way. */
  readonly lookups: readonly Lookup[];
  readonly positions: Tensor;
}

function findTables({ a, b, c, norm }: Found, graph: Graph): Tables | undefined {
  const terms = [a, b, c];
  const lookups = terms.flatMap((id) => findLookup(graph, id) ?? []);
  const [positions] = terms.flatMap((id) => findConstant(graph, id) ?? []);
  const [first, second] = lookups;
  if (lookups.length !== 2 || !first || !second || positions?.dataType !== 'float32') return undefined;
  const ids = [first, second].map((lookup) => findShape(graph, lookup.ids));
  const length = ids[0]?.[1];
  const width = positions.dims.at(-1);
  const isTable = positions.dims.length === 2 || (positions.dims.length === 3 && positions.dims[0] === 1);
  const fits =
    isTable &&
    ids.every(
      (shape) => shape?.length === 2 && shape[0] !== undefined && shape[0] === ids[0]?.[0] && shape[1] === length,
    ) &&
    typeof length === 'number' &&
    positions.dims.at(-2) === length &&
    [first, second].every(({ table }) => findConstant(graph, table)?.dims[1] === width) &&
    norm.input('B') !== undefined &&
    norm.node.outputs.length === 1 &&
    [-1, 2].includes(norm.attributes.axis);
  return fits ? { lookups, positions } : undefined;
}

/** Rows of a constant float32 table [V, H]. */
function findLookup(graph: Graph, id: ValueId): Lookup | undefined {
  const node = findProducer(graph, id);
  if (node?.opType !== 'Gather' || node.domain !== '') return undefined;
  const [table, ids] = node.inputs;
  const tensor = findConstant(graph, table);
  const { axis } = gatherSpec.decodeAttributes(node.attributes, 13);
  if (table === undefined || ids === undefined || axis !== 0) return undefined;
  return tensor?.dims.length === 2 && tensor.dataType === 'float32' ? { nodeId: node.id, table, ids } : undefined;
}

const toInt32 = (patch: RulePatch, graph: Graph, { ids, nodeId }: Lookup, suffix: string): ValueId =>
  findDataType(graph, ids) === 'int32'
    ? ids
    : patch.add('Cast', { inputs: { input: ids }, attributes: attributesOf({ to: INT32 }), origins: [nodeId], suffix })
        .output;
