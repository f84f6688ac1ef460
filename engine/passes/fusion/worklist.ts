import { InvariantError } from '../../errors.ts';
import { applyPatch } from '../../ir/apply-patch.ts';
import type { Graph, Node, NodeId, ValueId } from '../../ir/graph.ts';
import type { Patch } from '../../ir/patch.ts';
import { requireNode, topologicalOrder, usesOf } from '../../ir/query.ts';
import { Users } from '../../ir/users.ts';
import type { Target } from '../../targets/target.ts';
import { originsOf, type Reservations } from '../rule-switches.ts';
import type { Trace } from '../trace.ts';
import { verifyPatch } from '../verify-patch.ts';
import { describeNode } from './guards.ts';
import { operatorOf } from './matched-node.ts';
import type { FusionRule, Outcome } from './rule.ts';

const MAX_FAN_OUT = 64;

export interface WorklistOptions extends Reservations {
  readonly target: Target;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Applies rules until none fits any more. Every node is looked at once; after a change, only nodes near enough to be part of
 * a match that the change made possible. Of several rules that fit at a node the first in the list wins.
 * Errors: InvariantError naming the rule that was at work when the step limit was reached.
 */
export function applyRules(graph: Graph, rules: readonly FusionRule[], options: WorklistOptions, trace: Trace): Graph {
  return new Worklist(graph, rules, options, trace).run();
}

class Worklist {
  private readonly rulesByOperator = new Map<string, FusionRule[]>();
  /** The deepest match with this operator as its root. */
  private readonly depthByOperator = new Map<string, number>();
  private readonly reach: number;
  private readonly queue: NodeId[] = [];
  private readonly queued = new Set<NodeId>();
  /** Roots at which a rule was refused, with how many changes had been made then. */
  private readonly refusedAt = new Map<NodeId, number>();
  private readonly stepLimit: number;
  private stepCount = 0;

  constructor(
    private graph: Graph,
    rules: readonly FusionRule[],
    private readonly options: WorklistOptions,
    private readonly trace: Trace,
  ) {
    for (const rule of rules) {
      for (const operator of rule.rootTypes) {
        const known = this.rulesByOperator.get(operator);
        if (known) known.push(rule);
        else this.rulesByOperator.set(operator, [rule]);
        this.depthByOperator.set(operator, Math.max(rule.depth, this.depthByOperator.get(operator) ?? 0));
      }
    }
    this.reach = Math.max(0, ...rules.map((rule) => rule.depth));
    this.stepLimit = 1000 + 10 * graph.nodes.size;
  }

  run(): Graph {
    for (const node of topologicalOrder(this.graph)) this.enqueue(node);
    do this.drain();
    while (this.enqueueLeftOver());
    for (const root of this.refusedAt.keys()) {
      const node = this.graph.nodes.get(root);
      for (const rule of (node && this.rulesByOperator.get(operatorOf(node))) ?? [])
        this.trace.refused.push({ rule, root });
    }
    return this.graph;
  }

  private drain(): void {
    for (let index = 0; index < this.queue.length; index++) {
      const id = this.queue[index];
      const node = id === undefined ? undefined : this.graph.nodes.get(id);
      if (id !== undefined) this.queued.delete(id);
      if (node) this.visit(node);
    }
    this.queue.length = 0;
  }

  /**
   * A refusal may have lost its reason by a change farther away than a match reaches: each is looked at again in the end.
   * So is every node, where a value with too many users kept the search from going on.
   */
  private enqueueLeftOver(): boolean {
    const stale = [...this.refusedAt].filter(([, stepCount]) => stepCount < this.stepCount).map(([id]) => id);
    for (const id of this.isIncomplete ? this.graph.nodes.keys() : stale) {
      const node = this.graph.nodes.get(id);
      if (node) this.enqueue(node);
      else this.refusedAt.delete(id as NodeId);
    }
    this.isIncomplete = false;
    return this.queue.length > 0;
  }
  private isIncomplete = false;

  private visit(node: Node): void {
    this.options.signal?.throwIfAborted();
    this.refusedAt.delete(node.id);
    for (const rule of this.rulesByOperator.get(operatorOf(node)) ?? []) {
      for (const outcome of rule.tryAt(this.graph, node, this.options.target)) {
        if (outcome.kind === 'fits' && !this.isReserved(rule, outcome)) {
          this.apply(rule, outcome.nodeIds, outcome.patch());
          return;
        }
        this.refusedAt.set(node.id, this.stepCount);
      }
    }
  }

  private isReserved(rule: FusionRule, { nodeIds }: Outcome): boolean {
    const nodes = nodeIds.map((id) => requireNode(this.graph, id));
    return nodes.some(this.options.isKept) || this.options.isSkipped(rule.name, originsOf(nodes));
  }

  private apply(rule: FusionRule, nodeIds: Outcome['nodeIds'], patch: Patch): void {
    if (++this.stepCount > this.stepLimit)
      throw new InvariantError(`${rule.name} is still changing the graph after ${this.stepLimit} steps`);
    const before = this.graph;
    const after = applyPatch(before, patch);
    verifyPatch(after, patch, rule.name);
    this.graph = after;
    const nodes = nodeIds.map((id) => requireNode(before, id));
    this.trace.applied.push({
      rule: rule.name,
      origins: originsOf(nodes),
      description: describeChange(before, nodes, rule, patch),
    });
    this.trace.onStep?.({ rule: rule.name, kind: rule.kind, origins: originsOf(nodes), nodeIds, before, after, patch });
    this.enqueueAround(before, nodes, patch);
  }

  /**
   * Looks again at what may be the root of a match that the change made possible. Its nodes, or those that make what it
   * uses, are part of such a match, so the root is no farther downstream than the match is deep.
   */
  private enqueueAround(before: Graph, nodes: readonly Node[], patch: Patch): void {
    const values = new Set<ValueId>();
    let near = new Set<NodeId>();
    for (const node of nodes) {
      near.add(node.id);
      for (const used of usesOf(node)) values.add(used);
      for (const output of node.outputs) if (output !== undefined) values.add(output);
    }
    for (const edit of patch.edits) {
      if (edit.kind === 'add-node' || edit.kind === 'set-node') near.add(edit.node.id);
      if (edit.kind === 'redirect') values.add(edit.to);
    }
    for (const id of values) {
      const producer = this.graph.producers.get(id) ?? before.producers.get(id);
      if (producer !== undefined) near.add(producer);
    }
    const seen = new Set<NodeId>();
    for (let distance = 0; near.size > 0; distance++) {
      const next = new Set<NodeId>();
      for (const id of near) {
        const node = seen.has(id) ? undefined : this.graph.nodes.get(id);
        if (!node) continue;
        seen.add(id);
        if (distance <= (this.depthByOperator.get(operatorOf(node)) ?? -1)) this.enqueue(node);
        if (distance === this.reach) continue;
        for (const output of node.outputs)
          if (output !== undefined) for (const user of this.usersOf(output)) next.add(user);
      }
      near = next;
    }
  }

  /** A value that half the graph shares says nothing about what is near. */
  private usersOf(value: ValueId): readonly NodeId[] {
    const users = this.graph.consumers.get(value) ?? Users.none;
    if (users.count <= MAX_FAN_OUT) return [...users];
    this.isIncomplete = true;
    return [];
  }

  private enqueue(node: Node): void {
    if (this.queued.has(node.id) || !this.rulesByOperator.has(operatorOf(node))) return;
    this.queued.add(node.id);
    this.queue.push(node.id);
  }
}

function describeChange(graph: Graph, nodes: readonly Node[], rule: FusionRule, patch: Patch): string {
  const before = nodes.map((node) => describeNode(graph, node)).join(', ');
  if (rule.kind === 'layer') {
    const elided = patch.edits.some((edit) => edit.kind === 'set-layer' && edit.layer.kind === 'elided');
    return elided ? `${before}: written in place by what makes its inputs` : `${before}: one kernel`;
  }
  const added = patch.edits.flatMap((edit) => (edit.kind === 'add-node' ? [edit.node.opType] : []));
  return added.length === 0 ? `${before}: simplified` : `${before} became ${added.join(' -> ')}`;
}
