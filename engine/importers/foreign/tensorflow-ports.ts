import { protoFields } from '../proto-fields.ts';

/** A frozen graph of real size has thousands of nodes. */
const NODE_LIMIT = 200_000;
const PORT_LIMIT = 16;

const NODE_DEF = { name: 1, op: 2, input: 3 } as const;

export interface TensorflowPorts {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Inputs and outputs of a frozen TensorFlow graph as its converter wants them named: placeholders, and nodes whose result no other
 * node uses. Undefined where one of the two is not found, or where they are too many to be the right ones.
 * Source: tensorflow/core/framework/graph.proto and node_def.proto.
 */
export function findTensorflowPorts(graphDef: Uint8Array): TensorflowPorts | undefined {
  const decoder = new TextDecoder();
  const placeholders: string[] = [];
  const candidates = new Set<string>();
  const used = new Set<string>();
  for (const { number, wireType, bytes } of protoFields(graphDef, NODE_LIMIT)) {
    if (number !== 1 || wireType !== 2) continue;
    let [name, op] = ['', ''];
    for (const field of protoFields(bytes)) {
      if (field.number === NODE_DEF.name) name = decoder.decode(field.bytes);
      else if (field.number === NODE_DEF.op) op = decoder.decode(field.bytes);
      else if (field.number === NODE_DEF.input)
        used.add(decoder.decode(field.bytes).replace(/^\^/, '').replace(/:\d+$/, ''));
    }
    if (name === '') continue;
    if (op === 'Placeholder') placeholders.push(`${name}:0`);
    else if (op !== 'Const' && op !== 'NoOp' && op !== 'Assert') candidates.add(name);
  }
  const outputs = [...candidates].filter((name) => !used.has(name)).map((name) => `${name}:0`);
  const isLikely = (ports: readonly string[]) => ports.length > 0 && ports.length <= PORT_LIMIT;
  return isLikely(placeholders) && isLikely(outputs) ? { inputs: placeholders, outputs } : undefined;
}
