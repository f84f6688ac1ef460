import { applyPatch } from '../../ir/apply-patch.ts';
import { attributesOf } from '../../ir/build.ts';
import type { Attributes, Graph, Node, ValueId } from '../../ir/graph.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { findShape, opsetOf } from '../../ir/query.ts';
import { tensorOfBytes, tensorOfFloats, tensorOfNumbers } from '../../ir/tensor.ts';
import { readFloat, readFloats, readInt } from '../../ops/attributes.ts';
import { findOpSpec } from '../../ops/registry.ts';

/** Operators before it broadcast only on request. */
const OLDEST = 7;
const TARGET = 13;

/**
 * The same graph in opset 13, where the explicit quantized form has per-channel scales, or the reason why not. Node and value
 * ids stay. A graph of opset 13 or later is returned as it is.
 * Rewrite: attributes that became inputs move to constants (Slice and TopK in 10, Clip and Pad in 11, Squeeze, Unsqueeze,
 * ReduceSum and Split in 13); Upsample becomes Resize; a Softmax over several axes flattens them.
 * Source: ONNX Changelog.md, opsets 7 to 13.
 */
export function raiseOpset(graph: Graph): Graph | string {
  const from = opsetOf(graph);
  if (from >= TARGET) return graph;
  if (from < OLDEST) return `opset ${from} has other rules of broadcasting`;
  const patch = new PatchBuilder(graph);
  for (const node of graph.nodes.values()) {
    if (node.domain !== '') continue;
    if (!findOpSpec(node)) return `nothing is known of ${node.opType} in opset ${from}`;
    if ([...node.attributes.values()].some(({ type }) => type === 'graph'))
      return `${node.opType} holds graphs of its own`;
    const reason = raiseNode(new Raising(node, graph, patch), from);
    if (reason !== undefined) return reason;
  }
  patch.setOpset('', TARGET);
  return applyPatch(graph, patch.build());
}

/** Opset from which on a node needs no change, and the change. Gives a reason where there is none. */
const changes: Readonly<Record<string, readonly [since: number, change: (node: Raising) => string | undefined]>> = {
  BatchNormalization: [
    9,
    (node) => (node.int('spatial', 1) === 1 ? node.drop('spatial') : 'BatchNormalization is not spatial'),
  ],
  Clip: [11, (node) => node.toInputs([node.float('min'), node.float('max')], ['min', 'max'])],
  Dropout: [12, (node) => node.drop('ratio')],
  Hardmax: [13, (node) => node.flattened()],
  LogSoftmax: [13, (node) => node.flattened()],
  Pad: [11, (node) => node.toInputs([node.ints('pads'), node.float('value', 0)], ['pads', 'value'])],
  ReduceSum: [13, (node) => node.toInputs([node.ints('axes')], ['axes'])],
  Resize: [11, (node) => node.toResize(node.input(1))],
  Scatter: [11, (node) => node.rename('ScatterElements')],
  Slice: [
    10,
    (node) => node.toInputs([node.ints('starts'), node.ints('ends'), node.ints('axes')], ['starts', 'ends', 'axes']),
  ],
  Softmax: [13, (node) => node.flattened()],
  Split: [13, (node) => node.toInputs([node.ints('split')], ['split'])],
  Squeeze: [13, (node) => node.toInputs([node.ints('axes')], ['axes'])],
  TopK: [10, (node) => node.toInputs([node.ints('k')], ['k'])],
  Unsqueeze: [13, (node) => node.toInputs([node.ints('axes')], ['axes'])],
  Upsample: [TARGET, (node) => node.toResize(node.input(1) ?? node.floats('scales'))],
};

function raiseNode(raising: Raising, from: number): string | undefined {
  const change = changes[raising.opType];
  return change && from < change[0] ? change[1](raising) : undefined;
}

/** One node on its way to opset 13. */
class Raising {
  constructor(
    private readonly node: Node,
    private readonly graph: Graph,
    private readonly patch: PatchBuilder,
  ) {}

  get opType(): string {
    return this.node.opType;
  }

  input(position: number): ValueId | undefined {
    return this.node.inputs[position];
  }

  int(name: string, fallback: number): number {
    return readInt(this.node.attributes, name, fallback);
  }

  /** An attribute of ints, or of one, as a constant; undefined where it is absent. Exact: the end of a Slice may be 2^63 - 1. */
  ints(name: string): ValueId | undefined {
    const attribute = this.node.attributes.get(name);
    if (attribute?.type !== 'ints' && attribute?.type !== 'int') return undefined;
    const values = BigInt64Array.from(attribute.type === 'int' ? [attribute.value] : attribute.value);
    return this.patch.constant(tensorOfBytes('int64', [values.length], new Uint8Array(values.buffer)));
  }

  float(name: string, fallback?: number): ValueId | undefined {
    const value = readFloat(this.node.attributes, name, fallback);
    return value === undefined ? undefined : this.patch.constant(tensorOfNumbers('float32', [], [value]));
  }

  floats(name: string): ValueId | undefined {
    const values = readFloats(this.node.attributes, name, undefined);
    return values && this.patch.constant(tensorOfFloats([values.length], Float32Array.from(values)));
  }

  drop(...names: readonly string[]): undefined {
    this.patch.update(this.node.id, { attributes: this.without(names) });
  }

  rename(opType: string): undefined {
    this.patch.update(this.node.id, { opType });
  }

  /** The data input, followed by what attributes became. */
  toInputs(added: readonly (ValueId | undefined)[], names: readonly string[]): undefined {
    const inputs = [this.node.inputs[0], ...added];
    while (inputs.length > 1 && inputs.at(-1) === undefined) inputs.pop();
    this.patch.update(this.node.id, { inputs, attributes: this.without(names) });
  }

  /** What Upsample and Resize-10 computed. */
  toResize(scales: ValueId | undefined): string | undefined {
    if (scales === undefined) return `${this.opType} has no scales`;
    const attributes = new Map([
      ...this.without(['scales']),
      ...attributesOf({ coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }),
    ]);
    this.patch.update(this.node.id, { opType: 'Resize', inputs: [this.node.inputs[0], undefined, scales], attributes });
    return undefined;
  }

  /** Softmax and its kin took all axes from `axis` on as one. */
  flattened(): undefined {
    const axis = this.int('axis', 1);
    const [input] = this.node.inputs;
    const rank = findShape(this.graph, input)?.length;
    if (axis === -1 || (rank !== undefined && axis === rank - 1)) {
      this.patch.update(this.node.id, { attributes: attributesOf({ axis: -1 }) });
      return;
    }
    const origins = [this.node.id];
    const flat = this.patch.add({ opType: 'Flatten', inputs: [input], attributes: attributesOf({ axis }), origins });
    const mapped = this.patch.add({
      opType: this.opType,
      inputs: [flat.output],
      attributes: attributesOf({ axis: -1 }),
      origins,
    });
    const shape = this.patch.add({ opType: 'Shape', inputs: [input], origins });
    this.patch.update(this.node.id, {
      opType: 'Reshape',
      inputs: [mapped.output, shape.output],
      attributes: new Map(),
    });
  }

  private without(names: readonly string[]): Attributes {
    return new Map([...this.node.attributes].filter(([name]) => !names.includes(name)));
  }
}
