import type { Attribute, Graph, Node, Subgraph, ValueId } from './graph.ts';
import { requireValue, topologicalOrder } from './query.ts';
import { elementCountOf, printShape } from './shape.ts';
import { isNumeric, type Tensor, tensorNumbers } from './tensor.ts';

const SMALL = 8;

/**
 * The graph as text, one node a line in execution order, in the form that `parseGraph` reads (values of large constants
 * are left out). Stable: values are named by their order of appearance.
 */
export function printGraph(graph: Graph): string {
  const names = new Map<ValueId, string>();
  for (const id of graph.inputs) names.set(id, `x${names.size === 0 ? '' : names.size}${typeText(graph, id)}`);
  const declared = new Set<ValueId>();
  let constantCount = 0;
  let valueCount = 0;
  const use = (id: ValueId | undefined): string => {
    if (id === undefined) return '_';
    const name = names.get(id);
    if (name !== undefined) {
      if (declared.has(id)) return name.replace(/[:[].*$/, '');
      declared.add(id);
      return name;
    }
    const tensor = graph.initializers.get(id);
    const fresh = tensor ? (smallText(tensor) ?? `w${++constantCount}${typeText(graph, id, tensor)}`) : `outer_${id}`;
    names.set(id, fresh);
    if (!fresh.includes('{') && !fresh.includes('(')) declared.add(id);
    return fresh;
  };
  const lines = topologicalOrder(graph).map((node) => {
    const inputs = node.inputs.map(use).join(', ');
    const targets = node.outputs.map((id) => {
      if (id === undefined) return '_';
      const name = `t${++valueCount}`;
      names.set(id, name);
      declared.add(id);
      return name;
    });
    return `${targets.join(', ')} = ${operatorText(node)}(${inputs})${attributesText(node)}`;
  });
  return [...lines, `return ${graph.outputs.map(use).join(', ')}`].join('\n');
}

const operatorText = (node: Node): string => (node.domain === '' ? node.opType : `${node.domain}::${node.opType}`);

function typeText(graph: Graph, id: ValueId, tensor?: Tensor): string {
  const type = tensor
    ? { kind: 'tensor' as const, dataType: tensor.dataType, shape: tensor.dims }
    : requireValue(graph, id).type;
  if (type?.kind !== 'tensor') return '';
  const dataType = type.dataType === undefined || type.dataType === 'float32' ? '' : `:${type.dataType}`;
  return dataType + (type.shape ? printShape(type.shape).replaceAll(' ', '') : '');
}

function smallText(tensor: Tensor): string | undefined {
  if (!isNumeric(tensor.dataType) || elementCountOf(tensor.dims) > SMALL || tensor.dims.length > 1) return undefined;
  const values = Array.from(tensorNumbers(tensor));
  return tensor.dims.length === 0 ? `${tensor.dataType}(${values[0]})` : `${tensor.dataType}{${values.join(',')}}`;
}

function attributesText(node: Node): string {
  if (node.attributes.size === 0) return '';
  const parts = [...node.attributes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${attributeText(value)}`);
  return `{${parts.join(', ')}}`;
}

const decoder = new TextDecoder();
const floatText = (value: number): string => {
  const text = String(Math.fround(value) === value ? Number(value.toPrecision(9)) : value);
  return /[.einf]/i.test(text) ? text : `${text}.0`;
};
const subgraphText = (subgraph: Subgraph): string => `graph(${subgraph.graph.nodes.size} nodes)`;

/** An attribute's value in the text form; tensors and subgraphs are only summarised. */
export function attributeText(attribute: Attribute): string {
  switch (attribute.type) {
    case 'int':
      return String(attribute.value);
    case 'float':
      return floatText(attribute.value);
    case 'string':
      return JSON.stringify(decoder.decode(attribute.value));
    case 'ints':
      return `[${attribute.value.join(', ')}]`;
    case 'floats':
      return `[${attribute.value.map(floatText).join(', ')}]`;
    case 'strings':
      return `[${attribute.value.map((value) => JSON.stringify(decoder.decode(value))).join(', ')}]`;
    case 'tensor':
      return smallText(attribute.value) ?? `${attribute.value.dataType}${printShape(attribute.value.dims)}`;
    case 'tensors':
      return `[${attribute.value.length} tensors]`;
    case 'graph':
      return subgraphText(attribute.value);
    case 'graphs':
      return `[${attribute.value.map(subgraphText).join(', ')}]`;
    case 'encoded':
      return `(${attribute.value.byteLength} encoded bytes)`;
  }
}
