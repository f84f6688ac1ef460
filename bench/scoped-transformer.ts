import { attributesOf, GraphBuilder } from '../engine/ir/build.ts';
import type { Attributes, Graph, ValueId } from '../engine/ir/graph.ts';
import { tensorOfFloats, tensorOfInts } from '../engine/ir/tensor.ts';
import { inferTypes } from '../engine/ops/infer-types.ts';

const WIDTH = 16;
const HEADS = 2;
const TOKENS = 8;

/**
 * A transformer encoder with at least so many nodes, its normalizations and GELUs written out and every node named after
 * its scope ('/encoder/layer.3/attention/self/query/MatMul'), as PyTorch exports them. For measuring how the window opens large graphs.
 */
export function scopedTransformer(nodeCount: number): Graph {
  const writer = new TransformerWriter();
  let hidden = writer.input();
  for (let layer = 0; writer.nodeCount < nodeCount; layer++) hidden = writer.layer(`/encoder/layer.${layer}`, hidden);
  return inferTypes(writer.finish(hidden));
}

class TransformerWriter {
  nodeCount = 0;
  private readonly builder = new GraphBuilder({ name: 'transformer', opsets: new Map([['', 17]]) });
  private readonly constants = new Map<string, ValueId>();
  private mask: ValueId | undefined;

  input(): ValueId {
    const shape = (dims: readonly number[]) => ({ kind: 'tensor', dataType: 'float32', shape: dims }) as const;
    const hidden = this.builder.value('hidden', shape([1, TOKENS, WIDTH]));
    const mask = this.builder.value('mask', shape([1, 1, 1, TOKENS]));
    this.builder.input(hidden);
    this.builder.input(mask);
    this.mask = this.op('/Mul', 'Mul', [mask, this.scalar(-10000)]);
    return hidden;
  }

  layer(scope: string, hidden: ValueId): ValueId {
    const attended = this.attention(`${scope}/attention`, hidden);
    const inner = this.gelu(`${scope}/intermediate/act`, this.linear(`${scope}/intermediate/dense`, attended));
    const output = this.linear(`${scope}/output/dense`, inner);
    return this.norm(`${scope}/output/LayerNorm`, this.op(`${scope}/output/Add`, 'Add', [output, attended]));
  }

  finish(hidden: ValueId): Graph {
    this.builder.output(hidden);
    return this.builder.build();
  }

  private attention(scope: string, hidden: ValueId): ValueId {
    const self = `${scope}/self`;
    const heads = this.ints([1, TOKENS, HEADS, WIDTH / HEADS]);
    const split = (name: string, suffix: string, perm: readonly number[]): ValueId => {
      const projected = this.linear(`${self}/${name}`, hidden);
      const reshaped = this.op(`${self}/Reshape${suffix}`, 'Reshape', [projected, heads]);
      return this.op(`${self}/Transpose${suffix}`, 'Transpose', [reshaped], attributesOf({ perm }));
    };
    const query = split('query', '', [0, 2, 1, 3]);
    const key = split('key', '_1', [0, 2, 3, 1]);
    const value = split('value', '_2', [0, 2, 1, 3]);
    const scores = this.op(`${self}/Div`, 'Div', [this.op(`${self}/MatMul`, 'MatMul', [query, key]), this.scalar(2.8)]);
    const masked = this.op(`${self}/Add`, 'Add', [scores, this.mask]);
    const weights = this.op(`${self}/Softmax`, 'Softmax', [masked], attributesOf({ axis: -1 }));
    const mixed = this.op(`${self}/MatMul_1`, 'MatMul', [weights, value]);
    const transposed = this.op(`${self}/Transpose_3`, 'Transpose', [mixed], attributesOf({ perm: [0, 2, 1, 3] }));
    const joined = this.op(`${self}/Reshape_3`, 'Reshape', [transposed, this.ints([1, TOKENS, WIDTH])]);
    const output = this.linear(`${scope}/output/dense`, joined);
    return this.norm(`${scope}/output/LayerNorm`, this.op(`${scope}/output/Add`, 'Add', [output, hidden]));
  }

  private linear(scope: string, input: ValueId): ValueId {
    const product = this.op(`${scope}/MatMul`, 'MatMul', [input, this.weight(`${scope}.weight`, [WIDTH, WIDTH])]);
    return this.op(`${scope}/Add`, 'Add', [this.weight(`${scope}.bias`, [WIDTH]), product]);
  }

  private norm(scope: string, input: ValueId): ValueId {
    const mean = attributesOf({ axes: [-1] });
    const centred = this.op(`${scope}/Sub`, 'Sub', [
      input,
      this.op(`${scope}/ReduceMean`, 'ReduceMean', [input], mean),
    ]);
    const square = this.op(`${scope}/Pow`, 'Pow', [centred, this.scalar(2)]);
    const variance = this.op(`${scope}/ReduceMean_1`, 'ReduceMean', [square], mean);
    const deviation = this.op(`${scope}/Sqrt`, 'Sqrt', [
      this.op(`${scope}/Add`, 'Add', [variance, this.scalar(1e-12)]),
    ]);
    const normal = this.op(`${scope}/Div`, 'Div', [centred, deviation]);
    const scaled = this.op(`${scope}/Mul`, 'Mul', [normal, this.weight(`${scope}.weight`, [WIDTH])]);
    return this.op(`${scope}/Add_1`, 'Add', [scaled, this.weight(`${scope}.bias`, [WIDTH])]);
  }

  private gelu(scope: string, input: ValueId): ValueId {
    const scaled = this.op(`${scope}/Div`, 'Div', [input, this.scalar(Math.SQRT2)]);
    const gate = this.op(`${scope}/Add`, 'Add', [this.op(`${scope}/Erf`, 'Erf', [scaled]), this.scalar(1)]);
    return this.op(`${scope}/Mul_1`, 'Mul', [this.op(`${scope}/Mul`, 'Mul', [input, gate]), this.scalar(0.5)]);
  }

  private op(name: string, opType: string, inputs: readonly (ValueId | undefined)[], attributes?: Attributes): ValueId {
    const output = this.builder.value(`${name}_output_${this.nodeCount++}`);
    this.builder.node({
      name,
      opType,
      domain: '',
      overload: '',
      inputs,
      outputs: [output],
      captures: [],
      attributes: attributes ?? new Map(),
    });
    return output;
  }

  private weight(name: string, dims: readonly number[]): ValueId {
    const id = this.builder.value(name);
    const count = dims.reduce((product, dim) => product * dim, 1);
    const seed = this.nodeCount;
    const values = Float32Array.from({ length: count }, (_, index) => Math.sin(seed * 7919 + index) / 4);
    this.builder.initializer(id, tensorOfFloats(dims, values));
    return id;
  }

  private scalar(value: number): ValueId {
    return this.constant(`scalar_${value}`, (id) =>
      this.builder.initializer(id, tensorOfFloats([], Float32Array.of(value))),
    );
  }

  private ints(values: readonly number[]): ValueId {
    return this.constant(`ints_${values.join('_')}`, (id) => this.builder.initializer(id, tensorOfInts(values)));
  }

  private constant(name: string, fill: (id: ValueId) => void): ValueId {
    const known = this.constants.get(name);
    if (known !== undefined) return known;
    const id = this.builder.value(name);
    fill(id);
    this.constants.set(name, id);
    return id;
  }
}
