import type { Graph, Node } from '../../ir/graph.ts';
import { consumersOf, findDataType, findProducer } from '../../ir/query.ts';
import { costOfGraph } from '../../ops/cost-of.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import type { BoundaryCost, FloatLayer, TimeShares } from '../../report/explanation.ts';
import type { LayerTime } from '../../runtime/session.ts';
import type { RuntimeNode } from '../../targets/confirmation/trace-runtime-nodes.ts';

export interface IntegerWork {
  readonly integerWorkShare: number;
  readonly timeShares?: TimeShares;
  readonly boundaries: readonly BoundaryCost[];
  readonly floatLayers: readonly FloatLayer[];
}

type WorkKind = keyof TimeShares;

/** What converts between float32 and integers. */
const conversions: ReadonlySet<string> = new Set(['QuantizeLinear', 'DequantizeLinear', 'DynamicQuantizeLinear']);

/** Integer kernels whose first input is float32. */
const quantizingKernels: ReadonlySet<string> = new Set(['DynamicQuantizeMatMul', 'DynamicQuantizeLSTM', 'MatMulNBits']);

const SHOWN_LAYERS = 3;

/**
 * What a quantized graph spends its work and its time on, by the graph that the runtime made of it.
 * `planned` is the graph that the runtime was given, `runtime` its own, `nodes` what each of its nodes computes of `planned`.
 */
export function integerWork(
  planned: Graph,
  runtime: Graph,
  nodes: readonly RuntimeNode[],
  times: readonly LayerTime[],
): IntegerWork {
  const typed = inferTypes(runtime);
  const { macsByNode } = costOfGraph(inferTypes(planned));
  const timeByName = new Map(times.map(({ name, durationMs }) => [name, durationMs]));
  const byNode = new Map(nodes.map((each) => [each.node.id, each]));
  const macs = { integer: 0, float: 0, boundaries: 0 };
  const spentMs = { integer: 0, float: 0, boundaries: 0 };
  const boundaries = new Map<string, { count: number; durationMs: number; layers: Map<string, number> }>();
  const floatLayers: FloatLayer[] = [];
  for (const each of nodes) {
    const { node, covers } = each;
    const kind = kindOf(each, typed);
    const durationMs = timeByName.get(node.name) ?? 0;
    const work = covers.reduce((sum, id) => sum + (macsByNode.get(id) ?? 0), 0);
    macs[kind] += work;
    spentMs[kind] += durationMs;
    if (kind === 'float') {
      floatLayers.push({ name: nameOf(each, planned), opType: node.opType, durationMs });
    }
    if (kind !== 'boundaries') continue;
    const cost = boundaries.get(node.opType) ?? { count: 0, durationMs: 0, layers: new Map<string, number>() };
    cost.count += 1;
    cost.durationMs += durationMs;
    for (const layer of layersAround(node, typed, byNode, planned)) {
      cost.layers.set(layer, (cost.layers.get(layer) ?? 0) + durationMs);
    }
    boundaries.set(node.opType, cost);
  }
  const totalMacs = macs.integer + macs.float;
  const totalMs = spentMs.integer + spentMs.float + spentMs.boundaries;
  return {
    integerWorkShare: totalMacs === 0 ? 0 : macs.integer / totalMacs,
    ...(totalMs > 0 && {
      timeShares: {
        integer: spentMs.integer / totalMs,
        float: spentMs.float / totalMs,
        boundaries: spentMs.boundaries / totalMs,
      },
    }),
    boundaries: [...boundaries]
      .map(([opType, { count, durationMs, layers }]) => ({
        opType,
        count,
        durationMs,
        layers: [...layers]
          .sort(([, a], [, b]) => b - a)
          .slice(0, SHOWN_LAYERS)
          .map(([name]) => name),
      }))
      .sort((a, b) => b.durationMs - a.durationMs),
    floatLayers: floatLayers.sort((a, b) => b.durationMs - a.durationMs),
  };
}

/** Integer is what gets 8-bit integers, or makes them of its own input; what converts or only rearranges for a kernel's sake is a boundary. */
function kindOf({ node, isLayoutChange }: RuntimeNode, graph: Graph): WorkKind {
  if (isLayoutChange || conversions.has(node.opType)) return 'boundaries';
  if (quantizingKernels.has(node.opType)) return 'integer';
  const computesOnIntegers = node.inputs.some((input) => {
    const dataType = findDataType(graph, input);
    return dataType === 'uint8' || dataType === 'int8';
  });
  return computesOnIntegers ? 'integer' : 'float';
}

/** The layers that a boundary lies between, as far as they have names. */
function layersAround(
  { inputs: [input], outputs }: Node,
  graph: Graph,
  byNode: ReadonlyMap<Node['id'], RuntimeNode>,
  planned: Graph,
): readonly string[] {
  const producer = input === undefined ? undefined : findProducer(graph, input);
  const users = outputs.flatMap((output) => (output === undefined ? [] : [...consumersOf(graph, output)]));
  const names = [producer, ...users].flatMap((neighbour) => {
    const known = neighbour && byNode.get(neighbour.id);
    return known && !known.isLayoutChange && !conversions.has(known.node.opType) ? [nameOf(known, planned)] : [];
  });
  return [...new Set(names)];
}

/** The name of the model's own node that a runtime node computes; the runtime's where it has none. */
function nameOf({ node, covers }: RuntimeNode, planned: Graph): string {
  const members = covers.flatMap((id) => planned.nodes.get(id) ?? []);
  const own = members.filter(({ opType, name }) => name !== '' && !conversions.has(opType));
  // What the runtime made itself it numbers.
  return own[0]?.name ?? (node.name.replace(/_token_\d+$/, '') || node.opType);
}
