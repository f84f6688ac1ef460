import { invariant } from '../../errors.ts';
import { applyPatch } from '../../ir/apply-patch.ts';
import type { Graph, NodeId, ValueId } from '../../ir/graph.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { findConstant, requireNode } from '../../ir/query.ts';
import { elementCountOf } from '../../ir/shape.ts';
import { type Tensor, tensorFloats } from '../../ir/tensor.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import type { ChannelStatistics } from './channel-statistics.ts';
import { findScalableValues, type ScalableValue } from './scalable-values.ts';

export interface Equalized {
  readonly graph: Graph;
  /** Values whose channels were scaled, with the divisor of each channel. */
  readonly divisors: ReadonlyMap<ValueId, Float64Array>;
}

/** A channel that calibration data leaves nearly silent may speak up on other data: its range is stretched no further. */
const LEAST_DIVISOR = 1 / 32;

/** How far activations are evened out where weights must take their unevenness over: half of it in orders of magnitude. */
const SHARED_EXPONENT = 0.5;

/**
 * Evens out the ranges of channels before one scale is given to all of them.
 * Rewrite: x_c becomes x_c / s_c, by weights W / s_c that make it and W * s_c that read it.
 * With s_c = (max|x_c| / max|x|) ^ e: e is 1 where depthwise convolutions alone read the value, whose own scale per channel takes
 * s_c up without loss, and 1/2 elsewhere.
 * Exactness: float32 rounding; where a Clip from 0 stands in between, values beyond what calibration saw may be cut off earlier.
 * Source: M. Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction" (2019), section 4.1, and
 * G. Xiao et al., "SmoothQuant" (2023), equation 4, with alpha = 1/2; here over activations that were observed.
 */
export function equalizeChannels(original: Graph, statistics: ReadonlyMap<ValueId, ChannelStatistics>): Equalized {
  const graph = inferTypes(original);
  const factors = new Map<NodeId, Map<ValueId, Factor[]>>();
  const divisors = new Map<ValueId, Float64Array>();
  for (const value of findScalableValues(graph)) {
    const seen = statistics.get(value.id);
    if (seen?.magnitudes.length !== value.channelCount) continue;
    const divisor = divisorOf(value, seen);
    if (!divisor) continue;
    for (const member of value.members) divisors.set(member, divisor);
    for (const { node, constant, axis } of value.producer)
      note(node, constant, { axis, by: divisor.map((s) => 1 / s) });
    for (const { node, constant, axis } of value.readers) note(node, constant, { axis, by: divisor });
  }
  const patch = new PatchBuilder(graph);
  for (const [id, constants] of factors) {
    const node = requireNode(graph, id);
    const scaled = new Map<ValueId, ValueId>();
    for (const [constant, applied] of constants) {
      const tensor = findConstant(graph, constant);
      invariant(tensor, `Value ${constant} is no constant`);
      const name = `${graph.values.get(constant)?.name ?? ''}_equalized`;
      scaled.set(constant, patch.constant(scaledTensor(tensor, applied), name));
    }
    patch.update(id, {
      inputs: node.inputs.map((input) => (input === undefined ? input : (scaled.get(input) ?? input))),
    });
  }
  return { graph: patch.isEmpty ? graph : applyPatch(graph, patch.build()), divisors };

  function note(node: NodeId, constant: ValueId, factor: Factor): void {
    const constants = factors.get(node) ?? new Map<ValueId, Factor[]>();
    factors.set(node, constants);
    constants.set(constant, [...(constants.get(constant) ?? []), factor]);
  }
}

interface Factor {
  readonly axis: number;
  /** One per index of the axis. */
  readonly by: Float64Array;
}

/** The values whose channels `equalizeChannels` asks the statistics for. */
export const valuesToEqualize = (graph: Graph): readonly ScalableValue[] => findScalableValues(inferTypes(graph));

/** Undefined where the channels are even already. */
function divisorOf({ upper, isFree }: ScalableValue, { magnitudes }: ChannelStatistics): Float64Array | undefined {
  // What a Clip cuts off must stay where it is: its bound is that of the channels that reach it.
  const reach = Number.isFinite(upper) ? upper : magnitudes.reduce((largest, next) => Math.max(largest, next), 0);
  if (!(reach > 0)) return undefined;
  const exponent = isFree ? 1 : SHARED_EXPONENT;
  const divisor = magnitudes.map((magnitude) => {
    const share = Math.min(1, magnitude / reach) ** exponent;
    // A silent channel stays as it is.
    return magnitude === 0 ? 1 : Math.max(share, LEAST_DIVISOR);
  });
  return divisor.every((share) => share > 0.9) ? undefined : divisor;
}

/** The tensor times every factor along its axis, computed each time it is read. */
const scaledTensor = (tensor: Tensor, factors: readonly Factor[]): Tensor => ({
  dataType: tensor.dataType,
  dims: tensor.dims,
  content: {
    kind: 'deferred',
    read: () => {
      const values = Float32Array.from(tensorFloats(tensor));
      for (const { axis, by } of factors) {
        const runLength = elementCountOf(tensor.dims.slice(axis + 1));
        for (let start = 0, run = 0; start < values.length; start += runLength, run++) {
          const factor = by[run % by.length] ?? 1;
          for (let index = start; index < start + runLength; index++) values[index] = (values[index] ?? 0) * factor;
        }
      }
      return new Uint8Array(values.buffer);
    },
  },
});
