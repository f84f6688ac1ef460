import type { Dim } from '../ir/shape.ts';
import { readDataType, readFlag, readInt } from './attributes.ts';
import { tensorType, withDim } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Signal processing: windows and Fourier transforms. Source: ONNX operators of these names, opset 17 on. */

const windowOf = <const T extends string>(type: T) =>
  defineOp({
    type,
    domain: '',
    inputs: ['size'],
    outputs: ['output'],
    category: 'constant',
    decodeAttributes: (attributes) => ({
      dataType: readDataType(attributes, 'output_datatype', 'float32'),
      periodic: readFlag(attributes, 'periodic', true),
    }),
    inferOutputs: ({ attributes, symbolicInts }) => [tensorType(attributes.dataType, [symbolicInts(0)?.[0]])],
    cost: noMacs,
  });

export const signalWindows = [windowOf('BlackmanWindow'), windowOf('HammingWindow'), windowOf('HannWindow')] as const;

/** Frequencies of a transform of `length` samples; the upper half mirrors the lower for real signals. */
const binsOf = (length: Dim, isOneSided: boolean): Dim =>
  isOneSided ? (typeof length === 'number' ? Math.floor(length / 2) + 1 : undefined) : length;

/** The axis is an attribute, 1 by default, before opset 20, and an input since. */
export const dft = defineOp({
  type: 'DFT',
  domain: '',
  inputs: ['input', 'dft_length', 'axis'],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: (attributes, opset) => ({
    axis: opset < 20 ? readInt(attributes, 'axis', 1) : undefined,
    inverse: readFlag(attributes, 'inverse', false),
    onesided: readFlag(attributes, 'onesided', false),
  }),
  inferOutputs: ({ attributes, shape, dataType, symbolicInts, type }) => {
    const x = shape(0);
    const axis = attributes.axis ?? (type(2) ? symbolicInts(2)?.[0] : -2);
    if (!x || typeof axis !== 'number') return [tensorType(dataType(0), undefined)];
    const length = type(1) ? symbolicInts(1)?.[0] : x.at(axis);
    return [tensorType(dataType(0), withDim(withDim(x, -1, 2), axis, binsOf(length, attributes.onesided)))];
  },
  cost: noMacs,
});

/** Shapes: signal [N, length, 1 or 2] -> output [N, frames, bins, 2]. */
export const stft = defineOp({
  type: 'STFT',
  domain: '',
  inputs: ['signal', 'frame_step', 'window', 'frame_length'],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: (attributes) => ({ onesided: readFlag(attributes, 'onesided', true) }),
  inferOutputs: ({ attributes, shape, dataType, ints, symbolicInts }) => {
    const [signal, step] = [shape(0), ints(1)?.[0]];
    const frame = symbolicInts(3)?.[0] ?? shape(2)?.[0];
    const length = signal?.[1];
    const isKnown = typeof length === 'number' && typeof frame === 'number' && step !== undefined;
    const frames = isKnown ? Math.floor((length - frame) / step) + 1 : undefined;
    return [tensorType(dataType(0), [signal?.[0], frames, binsOf(frame, attributes.onesided), 2])];
  },
  cost: noMacs,
});

export const melWeightMatrix = defineOp({
  type: 'MelWeightMatrix',
  domain: '',
  inputs: ['num_mel_bins', 'dft_length', 'sample_rate', 'lower_edge_hertz', 'upper_edge_hertz'],
  outputs: ['output'],
  category: 'constant',
  decodeAttributes: (attributes) => ({ dataType: readDataType(attributes, 'output_datatype', 'float32') }),
  inferOutputs: ({ attributes, symbolicInts }) => [
    tensorType(attributes.dataType, [binsOf(symbolicInts(1)?.[0], true), symbolicInts(0)?.[0]]),
  ],
  cost: noMacs,
});
