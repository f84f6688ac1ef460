import type { ValueType } from '../ir/graph.ts';
import { type Dim, normalizeAxis } from '../ir/shape.ts';
import { readInt, readInts } from './attributes.ts';
import { tensorType } from './inference.ts';
import { inferCarried } from './loop.ts';
import { defineOp } from './op-spec.ts';

/**
 * Runs `body` over the slices of the last `num_scan_inputs` inputs; the other inputs are carried. Its outputs are the
 * carried values, then what is stacked. Scan-8 has `sequence_lens` first, a batch axis in front of everything, and the
 * sequence on axis 1.
 * Cost: one run of the body per slice. Source: ONNX Scan-8, -9, -11.
 */
export const scan = defineOp({
  type: 'Scan',
  domain: '',
  inputs: ['initial_state_and_scan_inputs...'],
  outputs: ['final_state_and_scan_outputs...'],
  category: 'control',
  decodeAttributes: (attributes, opset) => ({
    scanInputCount: readInt(attributes, 'num_scan_inputs', 1),
    scanInputAxes: readInts(attributes, 'scan_input_axes', undefined),
    scanOutputAxes: readInts(attributes, 'scan_output_axes', undefined),
    isBatched: opset < 9,
  }),
  inferOutputs: (node) => {
    const { scanInputAxes, scanOutputAxes, isBatched } = node.attributes;
    const first = isBatched ? 1 : 0;
    // A damaged file may name any number.
    const scanInputCount = Math.max(0, Math.min(node.attributes.scanInputCount, node.inputCount - first));
    const carriedCount = node.inputCount - scanInputCount - first;
    const batch = isBatched ? node.shape(first)?.[0] : undefined;
    let length: Dim;
    const slices = Array.from({ length: scanInputCount }, (_, index) => {
      const shape = node.shape(first + carriedCount + index);
      const axis = isBatched ? 1 : normalizeAxis(scanInputAxes?.[index] ?? 0, shape?.length ?? 0);
      length ??= shape?.[axis];
      const rest = shape?.toSpliced(axis, 1);
      return tensorType(node.dataType(first + carriedCount + index), isBatched ? rest?.slice(1) : rest);
    });
    const initial = Array.from({ length: Math.max(0, carriedCount) }, (_, index) => {
      const type = node.type(first + index);
      return isBatched && type?.kind === 'tensor' ? tensorType(type.dataType, type.shape?.slice(1)) : type;
    });
    const { carried, outputs } = inferCarried(node, initial, [], 0, slices);
    const batched = (type: ValueType | undefined): ValueType | undefined =>
      isBatched && type?.kind === 'tensor' ? tensorType(type.dataType, type.shape && [batch, ...type.shape]) : type;
    const stacked = outputs.slice(carriedCount).map((type, index) => {
      if (type?.kind !== 'tensor') return undefined;
      const axis = scanOutputAxes?.[index] ?? 0;
      const place = axis < 0 ? axis + (type.shape?.length ?? 0) + 1 : axis;
      return batched(tensorType(type.dataType, type.shape?.toSpliced(place, 0, length)));
    });
    return [...carried.map(batched), ...stacked];
  },
  cost: ({ attributes: { scanInputCount, scanInputAxes, isBatched }, inputShape, inputCount, subgraphMacs }) => {
    const shape = inputShape(inputCount - scanInputCount);
    const length = isBatched ? (shape?.[0] ?? 1) * (shape?.[1] ?? 1) : shape?.at(scanInputAxes?.[0] ?? 0);
    return length === undefined ? undefined : { macs: length * subgraphMacs('body') };
  },
});
