import { invariant } from '../errors.ts';
import { applyPatch } from '../ir/apply-patch.ts';
import type { Attribute, Graph, Node } from '../ir/graph.ts';
import { PatchBuilder } from '../ir/patch.ts';
import { opsetOf } from '../ir/query.ts';
import { verifyGraph } from '../ir/verify.ts';
import { findOpSpec } from '../ops/registry.ts';
import { describeNode } from './fusion/guards.ts';
import type { Refusal } from './fusion/refusal.ts';
import { NEWEST_UPGRADE, opsetUpgrades } from './opset-upgrades/opset-upgrades.ts';

export type UpgradedOpset = { readonly graph: Graph } | { readonly refusal: Refusal };

/** Arithmetic broadcasts by attributes before it. */
const OLDEST = 7;
/** Upsample, which ends in opset 10, becomes a Resize of 11 at once. */
const OLDEST_TARGET = 11;

/**
 * A graph that computes the same in a newer opset of ONNX's own domain; itself where its opset is `to` or newer. `to` is from 11
 * to 17. `graph` should have its types inferred. Subgraphs follow; nodes of other domains stay. Nodes and values keep their ids.
 * Exactness: exact. Source: ONNX docs/Changelog.md, opsets 7 to 17.
 */
export function upgradeOpset(graph: Graph, to: number): UpgradedOpset {
  invariant(to >= OLDEST_TARGET && to <= NEWEST_UPGRADE, `Opset ${to} is no target of upgrades`);
  const from = opsetOf(graph);
  if (from >= to) return { graph };
  if (from < OLDEST)
    return { refusal: { reason: `opset ${from} is older than ${OLDEST} and broadcasts by other rules`, nodeIds: [] } };
  const unknown = [...graph.nodes.values()].find((node) => node.domain === '' && !findOpSpec(node));
  if (unknown)
    return { refusal: { reason: `Lathe does not know ${describeNode(graph, unknown)}`, nodeIds: [unknown.id] } };
  let current = graph;
  for (let opset = from + 1; opset <= to; opset++) {
    const next = upgradeByOne(current, opset);
    if ('refusal' in next) return next;
    current = next.graph;
  }
  const upgraded = upgradeSubgraphs(current, to);
  if ('graph' in upgraded) verifyGraph(upgraded.graph);
  return upgraded;
}

/** From the opset before to `opset`. */
function upgradeByOne(graph: Graph, opset: number): UpgradedOpset {
  const upgrades = new Map(
    opsetUpgrades
      .filter(({ since }) => since === opset)
      .flatMap((upgrade) => upgrade.opTypes.map((opType) => [opType, upgrade] as const)),
  );
  const patch = new PatchBuilder(graph);
  patch.setOpset('', opset);
  if (upgrades.size > 0) {
    for (const node of graph.nodes.values()) {
      const refusal = node.domain === '' ? upgrades.get(node.opType)?.upgrade(node, patch) : undefined;
      if (refusal) return { refusal };
    }
  }
  return { graph: applyPatch(graph, patch.build()) };
}

/** No operator has an attribute that is a list of graphs. */
function upgradeSubgraphs(graph: Graph, to: number): UpgradedOpset {
  const patch = new PatchBuilder(graph);
  for (const node of graph.nodes.values()) {
    const bodies: [string, Attribute][] = [];
    for (const [name, attribute] of node.attributes) {
      if (attribute.type !== 'graph') continue;
      const body = upgradeOpset(attribute.value.graph, to);
      if ('refusal' in body) return { refusal: insideOf(node, graph, body.refusal) };
      bodies.push([name, { type: 'graph', value: { ...attribute.value, graph: body.graph } }]);
    }
    if (bodies.length > 0) patch.update(node.id, { attributes: new Map([...node.attributes, ...bodies]) });
  }
  return { graph: patch.isEmpty ? graph : applyPatch(graph, patch.build()) };
}

/** Ids of a subgraph mean nothing outside of it: the node that holds it stands for them. */
const insideOf = (node: Node, graph: Graph, { reason }: Refusal): Refusal => ({
  reason: `${reason}, inside of ${describeNode(graph, node)}`,
  nodeIds: [node.id],
});
