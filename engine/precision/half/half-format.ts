import { toBfloat16Bits, toFloat16Bits } from '../../ir/float16.ts';
import type { Node } from '../../ir/graph.ts';
import type { OpsetByOperator } from '../../targets/target.ts';
import { requireBfloat16Operator } from './bfloat16-operators.ts';
import { requireFloat16Operator } from './float16-operators.ts';

/** A floating-point format of 16 bits, as far as a conversion from float32 must know it. */
export interface HalfFormat {
  readonly dataType: 'float16' | 'bfloat16';
  /** The largest finite value, and how it is told. */
  readonly largest: number;
  readonly largestInWords: string;
  /** From here on a finite value rounds to infinity. */
  readonly overflow: number;
  /** At and below, a value rounds to zero: half of the smallest subnormal. */
  readonly underflow: number;
  /** Whole numbers up to this one are all there. */
  readonly countsTo: number;
  /** Bits of the nearest values, ties to even. */
  toBits(values: ArrayLike<number>): Uint16Array<ArrayBuffer>;
  /** Why a node's operator cannot run in it; undefined where it can. */
  requireOperator(node: Node, opset: number): string | undefined;
}

/** Source: IEEE 754-2019 binary16. */
export const float16: HalfFormat = {
  dataType: 'float16',
  largest: 65_504,
  largestInWords: '65,504',
  overflow: 65_520,
  underflow: 2 ** -25,
  countsTo: 2048,
  toBits: toFloat16Bits,
  requireOperator: requireFloat16Operator,
};

/**
 * The upper half of float32: its range with 8 significant bits. Few runtimes have kernels for it, so it comes with those that
 * there are.
 */
export const bfloat16On = (kernels: OpsetByOperator): HalfFormat => ({
  dataType: 'bfloat16',
  largest: (2 - 2 ** -7) * 2 ** 127,
  largestInWords: '3.39e38',
  overflow: (2 - 2 ** -8) * 2 ** 127,
  underflow: 2 ** -134,
  countsTo: 256,
  toBits: toBfloat16Bits,
  requireOperator: (node, opset) => requireBfloat16Operator(node, opset, kernels),
});
