import type { Graph, LayerId, Node, NodeId } from '../ir/graph.ts';
import { findProducer, isGraphOutput, topologicalOrder, usesOf } from '../ir/query.ts';

/** Steps that depend on each other and on no step of another lane between the same fork and join. */
export interface Lane {
  /** In execution order. */
  readonly nodeIds: readonly NodeId[];
  readonly macs: number;
}

/** Lanes that could run at the same time, as concurrent streams. */
export interface ParallelBranches {
  /** The step after which the lanes part; absent where they start at the inputs of the graph. */
  readonly fork?: NodeId;
  /** The step that waits for all of them; absent where they end at the outputs. */
  readonly join?: NodeId;
  /** At least two with work in them, the most work first. */
  readonly lanes: readonly Lane[];
}

export interface Parallelism {
  /** In execution order of their forks. */
  readonly branches: readonly ParallelBranches[];
  /** Multiply-accumulates of the costliest chain of steps that wait for one another: no number of streams goes below it. */
  readonly criticalMacs: number;
  readonly totalMacs: number;
}

/** Larger regions are no branches that anybody would put on streams; they belong to values that a whole network shares. */
const REGION_LIMIT = 4000;

/**
 * Finds the independent paths of a graph, such as the branches of an inception module, and the critical path. A fork's lanes end at
 * the step that every path from it passes (its immediate postdominator). Units: multiply-accumulates, by `macsOf`.
 * Source of the postdominators: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001), on a graph without cycles.
 */
export const findParallelBranches = (graph: Graph, macsOf: (node: Node) => number): Parallelism =>
  new BranchFinder(graph, macsOf).find();

/** A kernel or a node outside of kernels, by its place in execution order. */
interface Unit {
  readonly nodes: Node[];
  readonly next: Set<number>;
  isEnd: boolean;
  hasInputs: boolean;
}

class BranchFinder {
  private readonly units: Unit[] = [];
  private readonly unitOf = new Map<NodeId, number>();
  /** Immediate postdominator by unit; the number of units stands for the end. */
  private readonly joins: number[] = [];
  private readonly depths: number[] = [];

  constructor(
    private readonly graph: Graph,
    private readonly macsOf: (node: Node) => number,
  ) {
    this.collectUnits();
    this.connect();
    this.findJoins();
  }

  find(): Parallelism {
    const starts = [...this.units.keys()].filter((index) => !this.units[index]?.hasInputs);
    const branches = [
      this.branchesBetween(undefined, starts, this.joinOf(starts)),
      ...this.units.map(({ next }, fork) => this.branchesBetween(fork, [...next], this.joins[fork] ?? this.end)),
    ].filter((found) => found !== undefined);
    return { branches, ...this.measure() };
  }

  private get end(): number {
    return this.units.length;
  }

  /** A kernel stands where its last node does: only then is everything there that it waits for. */
  private collectUnits(): void {
    const waiting = new Map<LayerId, Node[]>();
    for (const node of topologicalOrder(this.graph)) {
      const layerId = this.graph.layerOf.get(node.id);
      const layer = layerId === undefined ? undefined : this.graph.layers.get(layerId);
      const nodes = layer ? (waiting.get(layer.id) ?? []) : [];
      nodes.push(node);
      if (layer) waiting.set(layer.id, nodes);
      if (layer && nodes.length < layer.nodeIds.length) continue;
      for (const { id } of nodes) this.unitOf.set(id, this.units.length);
      this.units.push({ nodes, next: new Set(), isEnd: false, hasInputs: false });
    }
  }

  private connect(): void {
    for (const [index, unit] of this.units.entries()) {
      for (const node of unit.nodes) {
        for (const used of usesOf(node)) {
          const producer = findProducer(this.graph, used);
          const from = producer && this.unitOf.get(producer.id);
          if (from === undefined || from === index) continue;
          this.units[from]?.next.add(index);
          unit.hasInputs = true;
        }
        unit.isEnd ||= node.outputs.some((id) => id !== undefined && isGraphOutput(this.graph, id));
      }
    }
  }

  private findJoins(): void {
    this.depths[this.end] = 0;
    for (let index = this.end - 1; index >= 0; index--) {
      const unit = this.units[index];
      if (!unit) continue;
      const join = unit.isEnd || unit.next.size === 0 ? this.end : this.joinOf([...unit.next]);
      this.joins[index] = join;
      this.depths[index] = (this.depths[join] ?? 0) + 1;
    }
  }

  /** The first unit that all paths from these pass. */
  private joinOf(units: readonly number[]): number {
    return units.reduce((a, b) => {
      let [left, right] = [a, b];
      while (left !== right) {
        if ((this.depths[left] ?? 0) >= (this.depths[right] ?? 0)) left = this.joins[left] ?? this.end;
        else right = this.joins[right] ?? this.end;
      }
      return left;
    }, units[0] ?? this.end);
  }

  private branchesBetween(
    fork: number | undefined,
    starts: readonly number[],
    join: number,
  ): ParallelBranches | undefined {
    if (starts.length < 2) return undefined;
    const region = this.regionOf(starts, join);
    if (!region) return undefined;
    const lanes = this.lanesOf(region);
    if (lanes.filter(({ macs }) => macs > 0).length < 2) return undefined;
    const [forkNode, joinNode] = [
      fork === undefined ? undefined : this.units[fork]?.nodes.at(-1),
      this.units[join]?.nodes[0],
    ];
    return {
      ...(forkNode && { fork: forkNode.id }),
      ...(joinNode && { join: joinNode.id }),
      lanes: lanes.toSorted((a, b) => b.macs - a.macs),
    };
  }

  /** What lies between; undefined where that is too much. */
  private regionOf(starts: readonly number[], join: number): ReadonlySet<number> | undefined {
    const region = new Set(starts.filter((start) => start !== join));
    for (const index of region) {
      if (region.size > REGION_LIMIT) return undefined;
      for (const next of this.units[index]?.next ?? []) if (next !== join) region.add(next);
    }
    return region;
  }

  /** The connected parts of a region. */
  private lanesOf(region: ReadonlySet<number>): readonly Lane[] {
    const parts = new Map<number, number>([...region].map((index) => [index, index]));
    const rootOf = (index: number): number => {
      let root = index;
      for (let parent = parts.get(root); parent !== undefined && parent !== root; parent = parts.get(root))
        root = parent;
      parts.set(index, root);
      return root;
    };
    for (const index of region)
      for (const next of this.units[index]?.next ?? []) if (region.has(next)) parts.set(rootOf(next), rootOf(index));
    const members = new Map<number, number[]>();
    for (const index of [...region].sort((a, b) => a - b)) {
      const root = rootOf(index);
      members.set(root, [...(members.get(root) ?? []), index]);
    }
    return [...members.values()].map((indices) => ({
      nodeIds: indices.flatMap((index) => this.units[index]?.nodes.map(({ id }) => id) ?? []),
      macs: indices.reduce((sum, index) => sum + this.macsOfUnit(index), 0),
    }));
  }

  private measure(): Pick<Parallelism, 'criticalMacs' | 'totalMacs'> {
    let [criticalMacs, totalMacs] = [0, 0];
    const arrivals = new Float64Array(this.units.length);
    for (const [index, { next }] of this.units.entries()) {
      const macs = this.macsOfUnit(index);
      const done = (arrivals[index] ?? 0) + macs;
      totalMacs += macs;
      criticalMacs = Math.max(criticalMacs, done);
      for (const user of next) arrivals[user] = Math.max(arrivals[user] ?? 0, done);
    }
    return { criticalMacs, totalMacs };
  }

  private macsOfUnit(index: number): number {
    return this.units[index]?.nodes.reduce((sum, node) => sum + this.macsOf(node), 0) ?? 0;
  }
}
