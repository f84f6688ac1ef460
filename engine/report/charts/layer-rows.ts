import { type KernelTime, leadingName, placeKernel, typesInWords } from '../layer-profile.ts';
import type { CompareReport, VariantKind } from '../report.ts';

/** What one layer takes in one variant. */
export interface LayerCost {
  readonly durationMs: number;
  /** The runtime's kernels for it; several where it is split. */
  readonly kernels: readonly KernelTime[];
  /** Share of the roof over its slowest kernel; absent where its work or the peaks are not known. */
  readonly roofShare?: number;
}

/** Nodes of the imported graph that some variant computes together, with what they take in each. */
export interface LayerRow {
  /** 'Conv + Relu'. */
  readonly title: string;
  /** Of its first node, or ''. */
  readonly name: string;
  /** Empty for what is between layers: changes of layout, conversions. */
  readonly origins: readonly number[];
  readonly costs: ReadonlyMap<VariantKind, LayerCost>;
}

/**
 * Layers of variants side by side, the dearest first; what lies between layers comes last. Kernels of different variants that
 * share a node are one row, so that a row stands for the same work in each of them.
 */
export function toLayerRows(report: CompareReport, kinds: readonly VariantKind[]): readonly LayerRow[] {
  const kernels = kinds.flatMap((kind) => kernelsOf(report, kind).map((kernel) => ({ kind, kernel })));
  const groups = new NodeGroups();
  for (const { kernel } of kernels) groups.join(kernel.origins);
  const members = new Map<number | undefined, { kind: VariantKind; kernel: KernelTime }[]>();
  for (const each of kernels) {
    const [first] = each.kernel.origins;
    const group = first === undefined ? undefined : groups.find(first);
    members.set(group, [...(members.get(group) ?? []), each]);
  }
  const between = members.get(undefined);
  members.delete(undefined);
  const rows = [...members.values()].map((group) => toRow(group, report)).sort((a, b) => dearest(b) - dearest(a));
  return between ? [...rows, toRow(between, report)] : rows;
}

/** Variants whose time by layer is known. */
export const layeredKinds = ({ variants }: CompareReport): readonly VariantKind[] =>
  variants.flatMap(({ kind, outcome }) => (outcome.status === 'measured' && outcome.figures.layers ? [kind] : []));

/** The kernels of a variant; none where it was not profiled. */
export function kernelsOf({ variants }: CompareReport, kind: VariantKind): readonly KernelTime[] {
  const outcome = variants.find((variant) => variant.kind === kind)?.outcome;
  return outcome?.status === 'measured' ? (outcome.figures.layers?.kernels ?? []) : [];
}

const dearest = ({ costs }: LayerRow): number => Math.max(...[...costs.values()].map(({ durationMs }) => durationMs));

function toRow(
  group: readonly { readonly kind: VariantKind; readonly kernel: KernelTime }[],
  { peaks }: CompareReport,
): LayerRow {
  const nodes = new Map<number, KernelTime['nodes'][number]>();
  for (const { kernel } of group)
    for (const [index, node] of kernel.nodes.entries()) nodes.set(kernel.origins[index] ?? -1, node);
  const origins = [...nodes.keys()].sort((a, b) => a - b);
  const ordered = origins.flatMap((id) => nodes.get(id) ?? []);
  const costs = new Map<VariantKind, LayerCost>();
  for (const kind of new Set(group.map((each) => each.kind))) {
    const kernels = group.filter((each) => each.kind === kind).map(({ kernel }) => kernel);
    const slowest = kernels.reduce((worst, kernel) => (kernel.durationMs > worst.durationMs ? kernel : worst));
    const place = peaks && placeKernel(slowest, peaks);
    costs.set(kind, {
      durationMs: kernels.reduce((sum, { durationMs }) => sum + durationMs, 0),
      kernels,
      ...(place && { roofShare: place.share }),
    });
  }
  return {
    title: ordered.length === 0 ? 'Between layers' : typesInWords(ordered),
    name: leadingName(ordered),
    origins,
    costs,
  };
}

/** Nodes that belong together, by the smallest of them. */
class NodeGroups {
  private readonly parents = new Map<number, number>();

  join([first, ...others]: readonly number[]): void {
    if (first === undefined) return;
    let root = this.find(first);
    for (const other of others) {
      const found = this.find(other);
      this.parents.set(Math.max(root, found), Math.min(root, found));
      root = Math.min(root, found);
    }
  }

  find(node: number): number {
    let root = node;
    for (let parent = this.parents.get(root); parent !== undefined && parent !== root; parent = this.parents.get(root))
      root = parent;
    this.parents.set(node, root);
    return root;
  }
}
