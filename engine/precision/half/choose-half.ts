import type { Graph, Node, NodeId, ValueId } from '../../ir/graph.ts';
import { findDataType, opsetOf, topologicalOrder } from '../../ir/query.ts';
import { elementCountOf } from '../../ir/shape.ts';
import type { Kept } from '../plan.ts';
import type { ValueRange } from '../quantize/scheme.ts';
import { float32InputsOf, passesMagnitudeOn, takesAnyType } from './float16-operators.ts';
import type { HalfFormat } from './half-format.ts';
import { fitOf, type HalfFit } from './half-tensor.ts';

export interface HalfChoice {
  /** Nodes whose float32 tensors become 16 bits wide. */
  readonly half: ReadonlySet<NodeId>;
  readonly kept: readonly Kept[];
  /** What becomes of each constant that some such node uses, or would have used. */
  readonly fits: ReadonlyMap<ValueId, HalfFit>;
  /** Constants that keep their users in float32. */
  readonly overflowing: ReadonlyMap<ValueId, readonly NodeId[]>;
  /** Computed values that reached too far on data, and how far. */
  readonly farReaching: ReadonlyMap<ValueId, number>;
}

export interface KeepOptions {
  /** How far values reached on data, where that was measured. */
  readonly ranges: ReadonlyMap<ValueId, ValueRange>;
  readonly keepFloat32: ReadonlyMap<NodeId, string>;
  readonly keepOpTypes: ReadonlySet<string>;
}

/**
 * Which nodes compute in a 16-bit format. Not those that cannot; nor those whose constants do not fit, or that handle values beyond
 * its range in their wake (a mask of -3.4e38 up to its Softmax), or values that came near it on data; nor arithmetic on sizes and
 * indices, which it counts exactly only to some hundreds or thousands; nor If, Loop and Scan, whose bodies stay as they are.
 */
export const chooseHalf = (graph: Graph, format: HalfFormat, options: KeepOptions): HalfChoice =>
  new Choosing(graph, format, options).run();

class Choosing {
  private readonly half = new Set<NodeId>();
  private readonly reasons = new Map<string, NodeId[]>();
  private readonly fits = new Map<ValueId, HalfFit>();
  private readonly overflowing = new Map<ValueId, NodeId[]>();
  /** Values that may be beyond the format's range. */
  private readonly large = new Set<ValueId>();
  private readonly farReaching = new Map<ValueId, number>();
  /** Values that follow from integers alone. */
  private readonly counted = new Set<ValueId>();

  constructor(
    private readonly graph: Graph,
    private readonly format: HalfFormat,
    private readonly options: KeepOptions,
  ) {}

  run(): HalfChoice {
    for (const node of topologicalOrder(this.graph)) {
      if (!this.touchesFloat32(node)) continue;
      const reason = this.requireHalf(node);
      if (reason === undefined) this.half.add(node.id);
      else this.keep(node, reason);
    }
    const kept = [...this.reasons].map(([reason, nodeIds]): Kept => ({ reason, nodeIds }));
    const { half, fits, overflowing, farReaching } = this;
    return { half, kept, fits, overflowing, farReaching };
  }

  private keep(node: Node, reason: string): void {
    const nodeIds = this.reasons.get(reason);
    if (nodeIds) nodeIds.push(node.id);
    else this.reasons.set(reason, [node.id]);
  }

  private touchesFloat32(node: Node): boolean {
    if (takesAnyType.has(node.opType)) return false;
    return [...node.inputs, ...node.outputs, ...node.captures].some((id) => this.mayBeFloat32(id));
  }

  /** A value of unknown type may be float32. */
  private mayBeFloat32(id: ValueId | undefined): boolean {
    if (id === undefined) return false;
    const type = this.graph.values.get(id)?.type;
    return (
      type === undefined || (type.kind === 'tensor' && (type.dataType === undefined || type.dataType === 'float32'))
    );
  }

  private requireHalf(node: Node): string | undefined {
    const { dataType, countsTo } = this.format;
    const opset = opsetOf(this.graph, node.domain);
    const magnitude = this.requireMagnitude(node, opset);
    if (this.followsFromIntegers(node)) {
      for (const output of node.outputs) if (output !== undefined) this.counted.add(output);
      return `it computes with sizes or indices, which ${dataType} counts exactly only to ${countsTo.toLocaleString('en-US')}`;
    }
    if (magnitude !== undefined) return magnitude;
    if (this.reachesFar(node)) return `it handles values that reached more than half of ${this.largest}, on the data`;
    const choice = this.options.keepFloat32.get(node.id);
    if (choice !== undefined) return choice;
    if (this.options.keepOpTypes.has(node.opType)) return `${node.opType} is kept by choice`;
    if (node.captures.length > 0 || hasSubgraph(node)) return 'the graphs inside it run in float32';
    const operator = this.format.requireOperator(node, opset);
    if (operator !== undefined) return operator;
    const isOpen = [...node.inputs, ...node.outputs].some((id) => {
      if (id === undefined) return false;
      const type = this.graph.values.get(id)?.type;
      return type === undefined || type.kind !== 'tensor' || type.dataType === undefined;
    });
    return isOpen ? 'the type of a tensor of it is unknown' : undefined;
  }

  /** A Cast from integers, and what is computed of such alone and of constants. */
  private followsFromIntegers(node: Node): boolean {
    if (node.opType === 'Cast') {
      const from = findDataType(this.graph, node.inputs[0]);
      return from !== undefined && !from.startsWith('float') && from !== 'bfloat16';
    }
    let isCounted = false;
    for (const input of node.inputs) {
      if (input === undefined || findDataType(this.graph, input) !== 'float32') continue;
      if (this.counted.has(input)) isCounted = true;
      else if (!this.graph.initializers.has(input)) return false;
    }
    return isCounted;
  }

  private reachesFar(node: Node): boolean {
    const used = [...node.inputs, ...node.outputs].filter((id) => id !== undefined);
    for (const id of used) {
      const range = this.options.ranges.get(id);
      const magnitude = range ? Math.max(-range.min, range.max) : 0;
      // Other data may reach twice as far.
      if (magnitude > this.format.largest / 2) this.farReaching.set(id, magnitude);
    }
    return used.some((id) => this.farReaching.has(id));
  }

  private requireMagnitude(node: Node, opset: number): string | undefined {
    const ownType = float32InputsOf(node, opset);
    let isLarge = node.inputs.some((input) => input !== undefined && this.large.has(input));
    let reason = isLarge ? `it handles values beyond ${this.largest}` : undefined;
    for (const [position, input] of node.inputs.entries()) {
      if (input === undefined || ownType.has(position)) continue;
      const fit = this.fitOf(input);
      if (!fit) continue;
      if (fit.overflowCount > 0) {
        isLarge = true;
        reason = `a constant of it is beyond ${this.largest}`;
        const users = this.overflowing.get(input);
        if (users) users.push(node.id);
        else this.overflowing.set(input, [node.id]);
      } else if (fit.elementCount === 1 && fit.underflowCount === 1) {
        reason ??= `a constant of it would become 0 in ${this.format.dataType}`;
      }
    }
    if (isLarge && passesMagnitudeOn.has(node.opType)) {
      for (const output of node.outputs) if (output !== undefined) this.large.add(output);
    }
    return reason;
  }

  /** '65,504, the largest float16'. */
  private get largest(): string {
    return `${this.format.largestInWords}, the largest ${this.format.dataType}`;
  }

  private fitOf(id: ValueId): HalfFit | undefined {
    const known = this.fits.get(id);
    if (known) return known;
    const tensor = this.graph.initializers.get(id);
    if (tensor?.dataType !== 'float32' || elementCountOf(tensor.dims) === 0) return undefined;
    const fit = fitOf(tensor, this.format);
    this.fits.set(id, fit);
    return fit;
  }
}

const hasSubgraph = (node: Node): boolean =>
  [...node.attributes.values()].some(({ type }) => type === 'graph' || type === 'graphs');
