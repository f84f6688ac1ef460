import type { Graph, Node, ValueId } from '../../ir/graph.ts';
import { findConstant, findProducer } from '../../ir/query.ts';
import type { Tensor } from '../../ir/tensor.ts';
import type { InputNameOf, KnownOpType } from '../../ops/registry.ts';
import { inputIndexOf, isWhole, MatchedNode, operatorOf } from './matched-node.ts';

/**
 * A pattern names nodes and values and says which name feeds which input:
 *
 *     { conv: op('Conv'), factor: constant(), mul: op('Mul', { A: 'conv', B: 'factor' }) }
 *
 * A name that two inputs mention must be the same value for both. Commutative operators match with their first two inputs
 * in either order.
 */
export type Pattern<Name extends string = string> = Readonly<Record<Name, Entry<Name>>>;

type Entry<Name extends string> = NodePattern<KnownOpType, Name, boolean> | ValuePattern;

export interface NodePattern<T extends KnownOpType, Name extends string, Optional extends boolean> {
  readonly kind: 'node';
  readonly types: readonly T[];
  readonly inputs: Readonly<Record<string, Name>>;
  readonly isOptional: Optional;
}

interface ValuePattern {
  readonly kind: 'constant' | 'value';
}

export interface MatchedConstant {
  readonly id: ValueId;
  readonly tensor: Tensor;
}

/** What a pattern found, by the pattern's names. */
export type Match<P> = { readonly [Name in keyof P]: Found<P[Name]> };

type Found<E> =
  E extends NodePattern<infer T, string, infer Optional>
    ? Optional extends true
      ? MatchedNode<T> | undefined
      : MatchedNode<T>
    : E extends { readonly kind: 'constant' }
      ? MatchedConstant
      : ValueId;

/** A node with this operator, or one of these. An input name that an alternative does not have is ignored for it. */
export function op<const T extends KnownOpType>(types: T | readonly T[]): NodePattern<T, never, false>;
export function op<const T extends KnownOpType, const Inputs extends { readonly [I in InputNameOf<T>]?: string }>(
  types: T | readonly T[],
  inputs: Inputs & { readonly [I in Exclude<keyof Inputs, InputNameOf<T>>]: never },
): NodePattern<T, Extract<Inputs[keyof Inputs], string>, false>;
export function op<const T extends KnownOpType>(
  types: T | readonly T[],
  inputs: Readonly<Record<string, string>> = {},
): NodePattern<T, string, false> {
  return { kind: 'node', types: typeof types === 'string' ? [types] : types, inputs, isOptional: false };
}

/** A node that may be missing: then what it reads, by its first named input, stands in its place. */
export const optional = <const T extends KnownOpType, const Name extends string>(
  pattern: NodePattern<T, Name, false>,
): NodePattern<T, Name, true> => ({ ...pattern, isOptional: true });

/** A value that is constant. */
export const constant = () => ({ kind: 'constant' }) as const;

/** Any value; named where two inputs must be the same one. */
export const value = () => ({ kind: 'value' }) as const;

type Bindings = ReadonlyMap<string, MatchedNode | MatchedConstant | ValueId | undefined>;

const commutative: ReadonlySet<string> = new Set<KnownOpType>(['Add', 'Mul', 'Max', 'Min', 'Sum', 'And', 'Or', 'Xor']);

/** Every way in which `pattern` matches with `node` as `root`. */
export function matchesAt<P extends Pattern>(graph: Graph, node: Node, pattern: P, root: string): readonly Match<P>[] {
  return new Matcher(graph, pattern)
    .bindNode(root, node, new Map())
    .map((bindings) => Object.fromEntries(Object.keys(pattern).map((name) => [name, bindings.get(name)])) as Match<P>);
}

class Matcher {
  constructor(
    private readonly graph: Graph,
    private readonly pattern: Pattern,
  ) {}

  bindNode(name: string, node: Node, bound: Bindings): readonly Bindings[] {
    const entry = this.pattern[name];
    if (entry?.kind !== 'node' || !entry.types.some((type) => type === operatorOf(node))) return [];
    if (!isWhole(node)) return [];
    const known = bound.get(name);
    if (known !== undefined) return known instanceof MatchedNode && known.id === node.id ? [bound] : [];
    const wanted = Object.entries(entry.inputs).filter(([formal]) => inputIndexOf(node, formal) >= 0);
    const mayBeSwapped = wanted.length > 0 && commutative.has(operatorOf(node)) && node.inputs.length === 2;
    const orders = mayBeSwapped ? [false, true] : [false];
    return orders.flatMap((isSwapped) => {
      const matched = new MatchedNode(node, this.graph, isSwapped);
      return wanted.reduce<readonly Bindings[]>(
        (partial, [formal, reference]) =>
          partial.flatMap((bindings) => this.bindValue(reference, inputOf(node, formal, isSwapped), bindings)),
        [new Map(bound).set(name, matched)],
      );
    });
  }

  private bindValue(name: string, id: ValueId | undefined, bound: Bindings): readonly Bindings[] {
    const entry = this.pattern[name];
    if (id === undefined || entry === undefined) return [];
    switch (entry.kind) {
      case 'value':
        return bound.has(name) ? (bound.get(name) === id ? [bound] : []) : [new Map(bound).set(name, id)];
      case 'constant': {
        const tensor = findConstant(this.graph, id);
        return tensor ? [new Map(bound).set(name, { id, tensor })] : [];
      }
      case 'node': {
        const producer = findProducer(this.graph, id);
        const found = producer?.outputs[0] === id ? this.bindNode(name, producer, bound) : [];
        if (found.length > 0 || !entry.isOptional) return found;
        const [through] = Object.values(entry.inputs);
        return through === undefined ? [] : this.bindValue(through, id, new Map(bound).set(name, undefined));
      }
    }
  }
}

function inputOf(node: Node, formal: string, isSwapped: boolean): ValueId | undefined {
  const index = inputIndexOf(node, formal);
  return node.inputs[isSwapped && index < 2 ? 1 - index : index];
}
