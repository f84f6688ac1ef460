import type { TargetName } from '../api/contract.ts';
import type { Graph, Node, NodeId } from '../ir/graph.ts';
import { costOfGraph } from '../ops/cost-of.ts';
import { type AppliedFusion, optimize } from '../passes/optimize.ts';
import { pipeline } from '../passes/pipeline.ts';
import { layerConvention } from '../targets/layer-count.ts';
import type { Target } from '../targets/target.ts';
import { targetOf } from '../targets/targets.ts';
import type { BoxId, BoxView, ComparedGraphs, RuleView } from '../view/graph-view.ts';
import { toGraphView } from '../view/to-graph-view.ts';
import type { LoadedModel } from './load-model.ts';

export interface CompareGraphsOptions {
  readonly target: TargetName;
  readonly disabledRules: readonly string[];
}

/** The graph as imported and as a target would run it, with every fusion between them and every refusal. Reads no weights. */
export function compareGraphs(
  loaded: LoadedModel,
  { target: name, disabledRules }: CompareGraphsOptions,
): ComparedGraphs {
  const target = targetOf(name);
  const imported = loaded.frozen;
  const { graph, stages, fusions, refusals } = optimize(imported, { target: name, disabledRules });
  const mergingRules = new Set(fusions.filter(({ stage }) => stage === 'horizontal').map(({ rule }) => rule));
  const draw = (drawn: Graph) =>
    toGraphView(drawn, {
      imported,
      macsByNode: costOfGraph(drawn).macsByNode,
      isCounted: (node: Node) => !target.isFree(node, drawn),
      isMerge: (rule) => mergingRules.has(rule),
    });
  const [before, after] = [draw(imported), draw(graph)];
  const nameOf = (id: NodeId): string => {
    const node = imported.nodes.get(id);
    return node?.name || node?.opType || '';
  };
  const boxByOrigin = new Map(
    after.boxes.flatMap((box) => box.origins.map((origin): [number, BoxView] => [origin, box])),
  );
  const counts = stages.map((stage) => ({ name: stage.name, count: stage.layerCount }));
  return {
    target: name,
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
    rules: rulesOf(target),
    layers: { before: counts[0]?.count ?? 0, after: counts.at(-1)?.count ?? 0, stages: counts },
    convention: layerConvention,
    evidence: 'predicted',
  };
}

/** Every rule and pass that the target has, those that are off by default too. */
function rulesOf(target: Target): readonly RuleView[] {
  const steps = [...pipeline(target).flatMap((stage) => stage.steps), ...target.optionalRules.map(({ rule }) => rule)];
  const views = steps.map((step): RuleView => {
    const { name, summary } = step;
    return 'example' in step
      ? { name, summary, example: { before: step.example.before, after: step.example.after } }
      : { name, summary };
  });
  return [...new Map(views.map((view) => [view.name, view])).values()];
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
