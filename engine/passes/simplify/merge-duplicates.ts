import type { Attribute, Graph, Node, ValueId } from '../../ir/graph.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { isGraphOutput, topologicalOrder } from '../../ir/query.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { findOpSpec, type KnownOpType } from '../../ops/registry.ts';
import type { Pass } from '../pass.ts';

/** Two of these with the same inputs give different outputs. */
const drawsRandomNumbers: ReadonlySet<string> = new Set<KnownOpType>([
  'RandomNormal',
  'RandomUniform',
  'RandomNormalLike',
  'RandomUniformLike',
  'Bernoulli',
  'Multinomial',
  'Dropout',
]);

/** Larger constants are compared by where they are stored, never by their elements. */
const COMPARED_BYTES = 1024;

/**
 * Computes once what is computed twice: nodes with the same operator, attributes and inputs, and equal small constants.
 * Exactness: exact.
 */
export const mergeDuplicates: Pass = {
  name: 'merge-duplicates',
  summary: 'what is computed or stored twice is there once',
  run: (graph) => {
    const patch = new PatchBuilder(graph);
    const canonical = new Map<ValueId, ValueId>();
    mergeConstants(graph, canonical, patch);
    mergeNodes(graph, canonical, patch);
    return patch.isEmpty ? undefined : patch.build();
  },
};

function mergeConstants(graph: Graph, canonical: Map<ValueId, ValueId>, patch: PatchBuilder): void {
  const firstByKey = new Map<string, ValueId>();
  for (const [key, tensor] of graph.initializers) {
    const id = key as ValueId;
    const identity = identityOf(tensor);
    if (identity === undefined || graph.inputs.includes(id) || isGraphOutput(graph, id)) continue;
    const first = firstByKey.get(identity);
    if (first === undefined) firstByKey.set(identity, id);
    else {
      canonical.set(id, first);
      patch.replace(id, first);
    }
  }
}

/** Equal for tensors that are surely equal; undefined where telling would mean reading weights. */
function identityOf({ dataType, dims, content }: Tensor): string | undefined {
  const type = `${dataType}[${dims}]`;
  if (content.kind === 'deferred') {
    const { external } = content;
    return external && `${type} ${external.location}@${external.offset}`;
  }
  if (content.kind === 'strings' || content.bytes.byteLength > COMPARED_BYTES) return undefined;
  return `${type} ${textOf(content.bytes)}`;
}

const textOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

function mergeNodes(graph: Graph, canonical: Map<ValueId, ValueId>, patch: PatchBuilder): void {
  const firstByKey = new Map<string, Node>();
  for (const node of topologicalOrder(graph)) {
    const identity = computationOf(node, canonical);
    if (identity === undefined) continue;
    const first = firstByKey.get(identity);
    if (!first) firstByKey.set(identity, node);
    else if (node.outputs.every((output) => output === undefined || !isGraphOutput(graph, output))) {
      node.outputs.forEach((output, index) => {
        const same = first.outputs[index];
        if (output === undefined || same === undefined) return;
        canonical.set(output, same);
        patch.replace(output, same);
      });
    }
  }
}

/** Equal for nodes that give equal outputs; undefined for those that may not, or that are opaque. */
function computationOf(node: Node, canonical: ReadonlyMap<ValueId, ValueId>): string | undefined {
  const spec = findOpSpec(node);
  if (!spec || drawsRandomNumbers.has(spec.type) || node.captures.length > 0) return undefined;
  const attributes = [...node.attributes].map(([name, attribute]) => [name, keyOf(attribute)] as const);
  if (attributes.some(([, key]) => key === undefined)) return undefined;
  const inputs = node.inputs.map((input) => (input === undefined ? '' : (canonical.get(input) ?? input)));
  const present = node.outputs.map((output) => (output === undefined ? 0 : 1));
  return `${spec.domain}:${spec.type}(${inputs})${present}{${attributes.sort(([a], [b]) => (a < b ? -1 : 1)).join(';')}}`;
}

function keyOf(attribute: Attribute): string | undefined {
  switch (attribute.type) {
    case 'float':
    case 'int':
      return `${attribute.type} ${attribute.value}`;
    case 'floats':
    case 'ints':
      return `${attribute.type} ${attribute.value.join(' ')}`;
    case 'string':
      return `string ${textOf(attribute.value)}`;
    case 'strings':
      return `strings ${attribute.value.map(textOf).join('\0')}`;
    case 'tensor':
      return identityOf(attribute.value);
    default:
      return undefined;
  }
}
