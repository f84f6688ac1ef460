import type { Graph, Node, NodeId } from '../ir/graph.ts';
import { costOfGraph } from '../ops/cost-of.ts';
import type { AppliedFusion } from '../passes/optimize.ts';
import { conventionFor, countOriginalLayers } from '../targets/layer-count.ts';
import type { Target, TargetName } from '../targets/target.ts';
import { targetOf } from '../targets/targets.ts';
import type { BoxId, BoxView, ComparedGraphs, GraphView, OriginalGraph, StageName } from '../view/graph-view.ts';
import { toParallelView } from '../view/parallel-view.ts';
import { scopesOf } from '../view/scope-of.ts';
import { toGraphView } from '../view/to-graph-view.ts';
import type { LoadedModel } from './load-model.ts';
import { layerCountsOf, type RewrittenModel, rulesOf } from './rewrite-model.ts';

/** The graph as imported, with the layers that a target would count in it. Reads no weights. */
export function drawOriginal({ frozen }: LoadedModel, targetName: TargetName): OriginalGraph {
  const target = targetOf(targetName);
  return {
    target: targetName,
    graph: draw(frozen, { imported: frozen, target, mergingRules: new Set() }),
    layerCount: countOriginalLayers(frozen, target),
    convention: conventionFor(frozen),
  };
}

/** The graph as a stage of the rewriting left it, with the names that it has in the imported one. Reads no weights. */
export function drawStage({ frozen: imported }: LoadedModel, rewritten: RewrittenModel, stage: StageName): GraphView {
  const record = rewritten.stages.find(({ name }) => name === stage);
  const drawing = { imported, target: targetOf(rewritten.target), mergingRules: mergingRulesOf(rewritten) };
  return draw(record?.graph ?? rewritten.graph, drawing);
}

/** The graph as imported and as a target would run it, with every fusion between them and every refusal. Reads no weights. */
export function compareGraphs(
  loaded: LoadedModel,
  rewritten: RewrittenModel,
  original: OriginalGraph = drawOriginal(loaded, rewritten.target),
): ComparedGraphs {
  const { frozen: imported } = loaded;
  const { fusions, refusals } = rewritten;
  const target = targetOf(rewritten.target);
  const mergingRules = mergingRulesOf(rewritten);
  const before = original.graph;
  const after = draw(rewritten.graph, { imported, target, mergingRules });
  const nameOf = (id: NodeId): string => {
    const node = imported.nodes.get(id);
    return node?.source?.name || node?.name || node?.opType || '';
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
    convention: conventionFor(imported),
    parallel: toParallelView(rewritten.graph),
  };
}

const mergingRulesOf = ({ fusions }: RewrittenModel): ReadonlySet<string> =>
  new Set(fusions.filter(({ stage }) => stage === 'horizontal').map(({ rule }) => rule));

interface DrawingOf {
  readonly imported: Graph;
  readonly target: Target;
  /** Rules that merge siblings. */
  readonly mergingRules: ReadonlySet<string>;
}

function draw(graph: Graph, { imported, target, mergingRules }: DrawingOf): GraphView {
  const { macsByNode, unknownNodes } = costOfGraph(graph);
  const unknown = new Set(unknownNodes);
  const scopes = scopesOf(imported);
  return toGraphView(graph, {
    imported,
    scopeOf: (origin) => scopes.get(origin) ?? [],
    macsOf: ({ id }) => (unknown.has(id) ? undefined : (macsByNode.get(id) ?? 0)),
    isCounted: (node: Node) =>
      graph === imported && node.source ? node.source.isCounted : !target.isFree(node, graph),
    isMerge: (rule) => mergingRules.has(rule),
  });
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
