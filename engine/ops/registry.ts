import type { Node } from '../ir/graph.ts';
import { batchNormalization } from './batch-normalization.ts';
import { conv } from './conv.ts';
import type { OpSpec } from './op-spec.ts';
import { relu } from './relu.ts';

/** Every operator Lathe knows. An operator that is not here is opaque: kept, shown, exported, never touched. */
export const operators = [batchNormalization, conv, relu] as const;

type KnownSpec = (typeof operators)[number];

/** 'Conv' | 'Relu' | ... : the operator types that rules can match with typed attributes. */
export type KnownOpType = KnownSpec['type'];

export type SpecOf<T extends KnownOpType> = Extract<KnownSpec, { readonly type: T }>;

/** The decoded attributes of a known operator type. */
export type AttributesOf<T extends KnownOpType> = ReturnType<SpecOf<T>['decodeAttributes']>;

const byKey = new Map<string, OpSpec>(
  operators.map((spec): [string, OpSpec] => [`${spec.domain}:${spec.type}`, spec as OpSpec]),
);

/** The spec of a node's operator, or undefined for an opaque node. 'ai.onnx' is another name of the default domain. */
export const findOpSpec = (node: Pick<Node, 'domain' | 'opType'>): OpSpec | undefined =>
  byKey.get(`${node.domain === 'ai.onnx' ? '' : node.domain}:${node.opType}`);
