import { create, fromBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type GraphProto,
  GraphProtoSchema,
  NodeDeviceConfigurationProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  SparseTensorProtoSchema,
  TensorAnnotationSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { Attribute, Graph, Node, Subgraph, ValueId } from '../ir/graph.ts';
import { requireValue, topologicalOrder } from '../ir/query.ts';
import { capturedNames, ExportNames, NodeNames } from './export-names.ts';
import { exportTensor } from './export-tensor.ts';
import { exportType } from './export-type.ts';

/** A Graph as a GraphProto without its initializers, which are written apart. Layers leave no trace: the nodes are standard ONNX. */
export function exportGraph(graph: Graph, names: ExportNames): GraphProto {
  const border = new Set<ValueId>([...graph.inputs, ...graph.outputs]);
  const nodeNames = new NodeNames();
  const inner: ValueInfoProto[] = [];
  for (const node of graph.nodes.values()) {
    for (const output of node.outputs) {
      if (output === undefined || border.has(output)) continue;
      const info = valueInfo(graph, output, names);
      if (info.type) inner.push(info);
    }
  }
  return create(GraphProtoSchema, {
    name: graph.name || 'graph',
    docString: graph.docString,
    node: topologicalOrder(graph).map((node) => exportNode(node, nodeNames.of(node), names)),
    input: graph.inputs.map((id) => valueInfo(graph, id, names)),
    output: graph.outputs.map((id) => valueInfo(graph, id, names)),
    valueInfo: inner,
    quantizationAnnotation: graph.carried.quantizationAnnotations.map((part) =>
      fromBinary(TensorAnnotationSchema, part),
    ),
    sparseInitializer: graph.carried.sparseInitializers.map((part) => fromBinary(SparseTensorProtoSchema, part)),
    metadataProps: entries(graph.carried.metadata),
  });
}

function valueInfo(graph: Graph, id: ValueId, names: ExportNames): ValueInfoProto {
  const value = requireValue(graph, id);
  const type = exportType(value.type);
  return create(ValueInfoProtoSchema, {
    name: names.of(id),
    ...(type && { type }),
    docString: value.docString ?? '',
    metadataProps: entries(value.metadata),
  });
}

function exportNode(node: Node, nodeName: string, names: ExportNames): NodeProto {
  return create(NodeProtoSchema, {
    name: nodeName,
    opType: node.opType,
    domain: node.domain,
    overload: node.overload,
    input: node.inputs.map((id) => names.of(id)),
    output: node.outputs.map((id) => names.of(id)),
    attribute: [...node.attributes].map(([name, attribute]) => exportAttribute(name, attribute, node, names)),
    docString: node.docString ?? '',
    metadataProps: entries(node.metadata),
    deviceConfigurations: (node.deviceConfigurations ?? []).map((part) =>
      fromBinary(NodeDeviceConfigurationProtoSchema, part),
    ),
  });
}

function exportAttribute(name: string, attribute: Attribute, node: Node, names: ExportNames): AttributeProto {
  const subgraph = (inner: Subgraph) => exportSubgraph(inner, node, names);
  switch (attribute.type) {
    case 'float':
      return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: attribute.value });
    case 'int':
      return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: attribute.value });
    case 'string':
      return create(AttributeProtoSchema, { name, type: AttributeType.STRING, s: Uint8Array.from(attribute.value) });
    case 'floats':
      return create(AttributeProtoSchema, { name, type: AttributeType.FLOATS, floats: [...attribute.value] });
    case 'ints':
      return create(AttributeProtoSchema, { name, type: AttributeType.INTS, ints: [...attribute.value] });
    case 'strings':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeType.STRINGS,
        strings: attribute.value.map((value) => Uint8Array.from(value)),
      });
    case 'tensor':
      return create(AttributeProtoSchema, { name, type: AttributeType.TENSOR, t: exportTensor(attribute.value) });
    case 'tensors':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeType.TENSORS,
        tensors: attribute.value.map(exportTensor),
      });
    case 'graph':
      return create(AttributeProtoSchema, { name, type: AttributeType.GRAPH, g: subgraph(attribute.value) });
    case 'graphs':
      return create(AttributeProtoSchema, { name, type: AttributeType.GRAPHS, graphs: attribute.value.map(subgraph) });
    case 'encoded':
      return fromBinary(AttributeProtoSchema, attribute.value);
  }
}

function exportSubgraph(subgraph: Subgraph, node: Node, outer: ExportNames): GraphProto {
  const names = ExportNames.of(subgraph.graph, outer, capturedNames(subgraph.captures, node, outer));
  const proto = exportGraph(subgraph.graph, names);
  for (const [id, tensor] of subgraph.graph.initializers) {
    const encoded = exportTensor(tensor);
    encoded.name = names.of(id as ValueId);
    proto.initializer.push(encoded);
  }
  return proto;
}

export const entries = (record: ReadonlyMap<string, string> | undefined) =>
  [...(record ?? [])].map(([key, value]) => ({ key, value }));
