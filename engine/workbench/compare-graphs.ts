import type { Graph, Node, NodeId } from '../ir/graph.ts';
import { costOfGraph } from '../ops/cost-of.ts';
import type { AppliedFusion } from '../passes/optimize.ts';
import { layerConvention } from '../targets/layer-count.ts';
import { targetOf } from '../targets/targets.ts';
import type { BoxId, BoxView, ComparedGraphs, GraphView } from '../view/graph-view.ts';
import { toParallelView } from '../view/parallel-view.ts';
import { toGraphView } from '../view/to-graph-view.ts';
import type { LoadedModel } from './load-model.ts';
import { layerCountsOf, type RewrittenModel, rulesOf } from './rewrite-model.ts';

/** The graph as imported and as a target would run it, with every fusion between them and every refusal. Reads no weights. */
export function compareGraphs({ frozen: imported }: LoadedModel, rewritten: RewrittenModel): ComparedGraphs {
  const { fusions, refusals } = rewritten;
  const target = targetOf(rewritten.target);
  const mergingRules = new Set(fusions.filter(({ stage }) => stage === 'horizontal').map(({ rule }) => rule));
  const draw = (graph: Graph): GraphView => {
    const { macsByNode, unknownNodes } = costOfGraph(graph);
    const unknown = new Set(unknownNodes);
    return toGraphView(graph, {
      imported,
      macsOf: ({ id }) => (unknown.has(id) ? undefined : (macsByNode.get(id) ?? 0)),
      isCounted: (node: Node) => !target.isFree(node, graph),
      isMerge: (rule) => mergingRules.has(rule),
    });
  };
  const [before, after] = [draw(imported), draw(rewritten.graph)];
  const nameOf = (id: NodeId): string => {
    const node = imported.nodes.get(id);
    return node?.name || node?.opType || '';
  };
  const boxByOrigin = new Map(
    after.boxes.flatMap((box) => box.origins.map((origin): [number, BoxView] => [origin, box])),
  );
  return {
    target: target.name,
    before,
    after,
    fusions: fusions.map((fusion) => ({
      rule: fusion.rule,
      stage: fusion.stage,
      origins: fusion.origins,
      nodes: fusion.origins.map(nameOf),
      ...boxField(fusion, boxByOrigin),
    })),
    refusals: refusals.map(({ rule, origins, reason }) => ({ rule, origins, nodes: origins.map(nameOf), reason })),
    rules: rulesOf(target.name),
    layers: layerCountsOf(rewritten),
    convention: layerConvention,
    parallel: toParallelView(rewritten.graph),
  };
}

/** The box that a fusion's nodes ended in, where they did not disappear. */
function boxField(
  { origins, nodeIds }: AppliedFusion,
  boxByOrigin: ReadonlyMap<number, BoxView>,
): { readonly box?: BoxId } {
  if (nodeIds.length === 0) return {};
  const box = origins.map((origin) => boxByOrigin.get(origin)).find((found) => found !== undefined);
  return box ? { box: box.id } : {};
}
