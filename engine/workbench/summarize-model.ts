import type { ModelPort, ModelSummary } from '../api/contract.ts';
import { findBatchAxis } from '../benchmark/input-dims.ts';
import type { Diagnostic } from '../errors.ts';
import type { Graph, NodeId, ValueId } from '../ir/graph.ts';
import { findShape, requireNode, requireValue } from '../ir/query.ts';
import { printShape } from '../ir/shape.ts';
import { costOfGraph } from '../ops/cost-of.ts';
import { parameterCountOf } from '../ops/parameter-count.ts';
import type { LoadedModel } from './load-model.ts';

/** What can be said of a model without running it. MACs count one sample: open dimensions are taken as 1. */
export function summarizeModel(loaded: LoadedModel): Omit<ModelSummary, 'modelId' | 'data' | 'calibration'> {
  const { model, frozen } = loaded;
  const { macs, unknownNodes } = costOfGraph(frozen);
  return {
    name: loaded.name,
    path: loaded.path,
    format: loaded.format,
    opset: model.graph.opsets.get('') ?? 1,
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(' '),
    sizeBytes: loaded.sizeBytes,
    parameterCount: parameterCountOf(frozen),
    weights: loaded.weights,
    macs,
    operatorCounts: operatorCountsOf(model.graph),
    ...layerTypesField(model.graph),
    inputs: frozen.inputs.map((id) => inputOf(frozen, id)),
    outputs: frozen.outputs.map((id) => portOf(frozen, id)),
    diagnostics: [...loaded.diagnostics, ...loaded.typeDiagnostics, ...incompleteMacs(frozen, unknownNodes)],
  };
}

/** How often each operator occurs, most frequent first; other domains are named before the operator. */
export const operatorCountsOf = (graph: Graph): Readonly<Record<string, number>> =>
  countsOf([...graph.nodes.values()].map(({ domain, opType }) => (domain === '' ? opType : `${domain}.${opType}`)));

/** The same of the layers that nodes were made from, by their own framework's types. */
function layerTypesField(graph: Graph): Pick<ModelSummary, 'layerTypeCounts'> {
  const layers = new Set([...graph.nodes.values()].flatMap(({ source }) => source ?? []));
  return layers.size === 0 ? {} : { layerTypeCounts: countsOf([...layers].map(({ type }) => type)) };
}

function countsOf(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1)));
}

/** Says where MACs are a lower bound. */
function incompleteMacs(graph: Graph, unknownNodes: readonly NodeId[]): readonly Diagnostic[] {
  if (unknownNodes.length === 0) return [];
  const types = [...new Set(unknownNodes.map((id) => requireNode(graph, id).opType))];
  const listed = types.slice(0, 3).join(', ') + (types.length > 3 ? ', ...' : '');
  const nodes = unknownNodes.length === 1 ? 'a node' : `${unknownNodes.length} nodes`;
  const message = `MACs leave out ${nodes} whose cost is not known (${listed}).`;
  return [{ severity: 'info', code: 'model.macs-incomplete', message }];
}

function inputOf(graph: Graph, id: ValueId): ModelPort {
  const batchAxis = findBatchAxis({ dims: findShape(graph, id) ?? [] });
  return { ...portOf(graph, id), ...(batchAxis !== undefined && { batchAxis }) };
}

function portOf(graph: Graph, id: ValueId): ModelPort {
  const { name, type } = requireValue(graph, id);
  if (type?.kind !== 'tensor') return { name, dataType: type?.kind ?? '', shape: '' };
  return { name, dataType: type.dataType ?? '', shape: type.shape ? printShape(type.shape) : '' };
}
