import { GraphBuilder } from '../../../ir/build.ts';
import type { Graph, ValueId } from '../../../ir/graph.ts';
import type { LoweredNetwork } from './lower-network.ts';
import { CAFFE_DOMAIN } from './opaque-layer.ts';
import type { Operand } from './operand.ts';

/** The opset that layers are lowered to. */
const OPSET = 17;

/** Puts a graph together, in which every value has a name of its own and every node knows its layer. */
export function assemble(name: string, { inputs, outputs, layers }: LoweredNetwork): Graph {
  const usesCaffe = layers.some(({ nodes }) => nodes.some(({ domain }) => domain === CAFFE_DOMAIN));
  const opsets = new Map([['', OPSET], ...(usesCaffe ? [[CAFFE_DOMAIN, 1] as const] : [])]);
  const builder = new GraphBuilder({ name: name || 'network', opsets });
  const names = new ValueNames();
  // Callers know blobs by their names: those of the model's ends come first.
  for (const operand of [...inputs, ...outputs]) names.claim(operand);
  const ids = new Map<Operand, ValueId>();
  const idOf = (operand: Operand, layer: string): ValueId => {
    const known = ids.get(operand);
    if (known !== undefined) return known;
    const { dataType, shape, tensor } = operand;
    const id = builder.value(names.of(operand, layer), { kind: 'tensor', dataType, ...(shape && { shape }) });
    if (tensor) builder.initializer(id, tensor);
    ids.set(operand, id);
    return id;
  };
  for (const operand of inputs) builder.input(idOf(operand, ''));
  for (const { source, nodes } of layers) {
    for (const { opType, domain, inputs: read, outputs: made, attributes } of nodes) {
      builder.node({
        name: nodes.length === 1 ? source.name : `${source.name}/${opType}`,
        opType,
        domain,
        overload: '',
        inputs: read.map((operand) => operand && idOf(operand, source.name)),
        outputs: made.map((operand) => idOf(operand, source.name)),
        captures: [],
        attributes,
        source,
      });
    }
  }
  for (const operand of outputs) builder.output(idOf(operand, ''));
  return builder.build();
}

/** Unique names of values. A blob that is changed in place is called by its name at the end, and by its layer's before. */
class ValueNames {
  private readonly taken = new Map<string, number>();
  private readonly claimed = new Set<Operand>();

  claim(operand: Operand): void {
    if (this.taken.has(operand.name)) return;
    this.taken.set(operand.name, 1);
    this.claimed.add(operand);
  }

  of(operand: Operand, layer: string): string {
    if (this.claimed.has(operand)) return operand.name;
    const wanted = operand.name || `${layer}/value`;
    return this.unique(
      this.taken.has(wanted) && layer !== '' && !wanted.includes(layer) ? `${wanted}/${layer}` : wanted,
    );
  }

  private unique(wanted: string): string {
    for (let count = this.taken.get(wanted) ?? 0; ; count++) {
      const name = count === 0 ? wanted : `${wanted}_${count}`;
      if (count > 0 && this.taken.has(name)) continue;
      this.taken.set(wanted, count + 1);
      if (name !== wanted) this.taken.set(name, 1);
      return name;
    }
  }
}
