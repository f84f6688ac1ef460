import type {
  AttributeView,
  BoxCategory,
  BoxId,
  BoxView,
  ComparedGraphs,
  EdgeView,
  FusionView,
  GraphView,
  PortView,
  RefusalView,
  StageCount,
} from '../../../../engine/view/graph-view.ts';

/** A value of the graph under construction. */
export interface SampleValue {
  readonly name: string;
  readonly box: BoxId;
  readonly dataType: string;
  readonly shape: string;
}

export interface NodeOptions {
  readonly name?: string;
  readonly shape?: string;
  readonly dataType?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Initializers: formal name and shape. */
  readonly weights?: readonly (readonly [formal: string, shape: string])[];
  /** Nodes of one group become one layer. */
  readonly group?: string;
  readonly macs?: number;
}

interface SampleNode {
  readonly id: number;
  readonly opType: string;
  readonly name: string;
  readonly inputs: readonly SampleValue[];
  readonly output: SampleValue;
  readonly options: NodeOptions;
}

const categoryByOpType: Readonly<Record<string, BoxCategory>> = {
  Conv: 'convolution',
  Gemm: 'matrix',
  MatMul: 'matrix',
  BatchNormalization: 'normalization',
  LayerNormalization: 'normalization',
  Relu: 'activation',
  Softmax: 'activation',
  Erf: 'activation',
  MaxPool: 'pooling',
  AveragePool: 'pooling',
  GlobalAveragePool: 'pooling',
  Add: 'elementwise',
  Sub: 'elementwise',
  Mul: 'elementwise',
  Div: 'elementwise',
  Pow: 'elementwise',
  Sqrt: 'elementwise',
  Reshape: 'shape',
  Transpose: 'shape',
  Shape: 'shape',
  Gather: 'shape',
  Unsqueeze: 'shape',
  Cast: 'shape',
  Flatten: 'shape',
  Concat: 'concat',
};

/** Builds the original graph and, from the groups of its nodes, the fused one. For development pages and tests. */
export class SampleBuilder {
  private readonly nodes: SampleNode[] = [];
  private readonly inputs: SampleValue[] = [];
  private readonly outputs: { readonly name: string; readonly value: SampleValue }[] = [];

  input(name: string, shape: string, dataType = 'float32'): SampleValue {
    const value = { name, box: `i:${name}`, dataType, shape };
    this.inputs.push(value);
    return value;
  }

  node(opType: string, inputs: readonly SampleValue[], options: NodeOptions = {}): SampleValue {
    const id = this.nodes.length;
    const name = options.name ?? `/${opType}_${id}`;
    const output = {
      name: `${name}_output_0`,
      box: `n${id}`,
      dataType: options.dataType ?? inputs[0]?.dataType ?? 'float32',
      shape: options.shape ?? inputs[0]?.shape ?? '',
    };
    this.nodes.push({ id, opType, name, inputs, output, options });
    return output;
  }

  output(name: string, value: SampleValue): void {
    this.outputs.push({ name, value });
  }

  compare(refusals: readonly RefusalView[] = []): ComparedGraphs {
    const before = this.originalGraph();
    const { after, fusions } = this.fusedGraph();
    const layerCount = ({ boxes }: GraphView) => boxes.filter(({ counted }) => counted).length;
    const stages: StageCount[] = [
      { name: 'original', count: layerCount(before) },
      { name: 'simplify', count: layerCount(before) },
      { name: 'vertical', count: layerCount(after) },
      { name: 'horizontal', count: layerCount(after) },
      { name: 'concat', count: layerCount(after) },
    ];
    return {
      target: 'tensorrt',
      before,
      after,
      fusions,
      refusals,
      rules: [
        {
          name: 'group-into-one-kernel',
          summary: 'Nodes that the target runs as one kernel become one layer',
          example: {
            before: 'y = Relu(BatchNormalization(Conv(x[1,3,8,8], W[4,3,3,3]), s[4], b[4], m[4], v[4]))',
            after: 'y = Conv_Relu(x[1,3,8,8], W1[4,3,3,3], B1[4])',
          },
        },
      ],
      layers: { before: layerCount(before), after: layerCount(after), stages },
      parallel: { branches: [] },
      convention:
        'one per executed step; constants, inputs, dropout, identity and reshapes that move no data not counted',
    };
  }

  private originalGraph(): GraphView {
    const boxes: BoxView[] = [...this.inputs.map(toInputBox), ...this.nodes.map((node) => toNodeBox(node))];
    const edges: EdgeView[] = this.nodes.flatMap((node) =>
      node.inputs.map((value) => toEdge(value, value.box, node.output.box)),
    );
    for (const { name, value } of this.outputs) {
      boxes.push(toOutputBox(name, value));
      edges.push(toEdge(value, value.box, `o:${name}`));
    }
    return { boxes, edges };
  }

  private fusedGraph(): { after: GraphView; fusions: FusionView[] } {
    const members = new Map<string, SampleNode[]>();
    for (const node of this.nodes) {
      const key = node.options.group ?? `n${node.id}`;
      members.set(key, [...(members.get(key) ?? []), node]);
    }
    const layerOfBox = new Map<BoxId, BoxId>();
    const boxes: BoxView[] = this.inputs.map(toInputBox);
    const fusions: FusionView[] = [];
    for (const [layer, nodes] of [...members.values()].entries()) {
      for (const { output } of nodes) layerOfBox.set(output.box, `l${layer}`);
      boxes.push(toLayerBox(`l${layer}`, nodes));
      if (nodes.length > 1) {
        fusions.push({
          rule: 'group-into-one-kernel',
          origins: nodes.map(({ id }) => id),
          nodes: nodes.map(({ name }) => name),
          box: `l${layer}`,
          stage: 'vertical',
        });
      }
    }
    const edges: EdgeView[] = [];
    const layerOf = (box: BoxId) => layerOfBox.get(box) ?? box;
    for (const node of this.nodes) {
      for (const value of node.inputs) {
        const from = layerOf(value.box);
        const to = layerOf(node.output.box);
        if (from !== to) edges.push(toEdge(value, from, to));
      }
    }
    for (const { name, value } of this.outputs) {
      boxes.push(toOutputBox(name, value));
      edges.push(toEdge(value, layerOf(value.box), `o:${name}`));
    }
    return { after: { boxes, edges }, fusions };
  }
}

function toEdge(value: SampleValue, from: BoxId, to: BoxId): EdgeView {
  return { from, to, value: value.name, label: `${value.dataType} ${value.shape}` };
}

function toPort(value: SampleValue, formal: string): PortView {
  return { formal, value: value.name, dataType: value.dataType, shape: value.shape, source: 'activation' };
}

const plain = {
  origins: [],
  change: 'kept',
  counted: false,
  domain: '',
  attributes: [],
  scope: [],
  parameterCount: 0,
} satisfies Partial<BoxView>;

function toInputBox(value: SampleValue): BoxView {
  return {
    ...plain,
    id: value.box,
    title: value.name,
    name: '',
    category: 'input',
    inputs: [],
    outputs: [toPort(value, '')],
  };
}

function toOutputBox(name: string, value: SampleValue): BoxView {
  return {
    ...plain,
    id: `o:${name}`,
    title: name,
    name: '',
    category: 'output',
    inputs: [toPort(value, '')],
    outputs: [],
  };
}

const formalNames = ['X', 'Y', 'Z'];
const uncounted = new Set(['Reshape', 'Unsqueeze', 'Flatten', 'Identity', 'Constant']);

function toNodeBox({ id, opType, name, inputs, output, options }: SampleNode): BoxView {
  const weights = (options.weights ?? []).map(
    ([formal, shape]): PortView => ({
      formal,
      value: `${name.slice(1)}.${formal}`,
      dataType: 'float32',
      shape,
      source: 'initializer',
    }),
  );
  return {
    id: output.box,
    title: opType,
    name,
    category: categoryByOpType[opType] ?? 'other',
    scope: name.split('/').slice(1, -1),
    origins: [id],
    change: 'kept',
    counted: !uncounted.has(opType),
    domain: '',
    inputs: [...inputs.map((value, index) => toPort(value, formalNames[index] ?? '')), ...weights],
    outputs: [toPort(output, 'Y')],
    attributes: Object.entries(options.attributes ?? {}).map(([key, value]): AttributeView => ({ name: key, value })),
    parameterCount: weights.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    ...(options.macs === undefined ? {} : { macs: options.macs }),
  };
}

function elementCount(shape: string): number {
  return shape
    .slice(1, -1)
    .split(',')
    .reduce((product, dim) => product * Number(dim), 1);
}

function toLayerBox(id: BoxId, nodes: readonly SampleNode[]): BoxView {
  const boxes = nodes.map((node) => toNodeBox(node));
  const inside = new Set(nodes.map(({ output }) => output.name));
  const first = boxes[0];
  const last = boxes.at(-1);
  if (first === undefined || last === undefined) throw new Error('a layer has at least one node');
  return {
    ...first,
    id,
    title: [...new Set(boxes.map(({ title }) => title))].join(' + '),
    origins: nodes.map(({ id: origin }) => origin),
    change: nodes.length > 1 ? 'fused' : 'kept',
    counted: boxes.some(({ counted }) => counted),
    inputs: boxes.flatMap(({ inputs }) => inputs.filter(({ value }) => !inside.has(value))),
    outputs: last.outputs,
    parameterCount: boxes.reduce((sum, { parameterCount }) => sum + parameterCount, 0),
    members: nodes.map(({ opType, name }) => ({ opType, name })),
    ...(nodes.length > 1 ? { reason: 'group-into-one-kernel: the target runs these nodes as one kernel' } : {}),
  };
}
