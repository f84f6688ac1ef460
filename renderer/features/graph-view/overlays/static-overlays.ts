import type { BoxView } from '../../../../engine/view/graph-view.ts';
import { formatBytes, formatCount } from '../../../text/format.ts';
import type { Overlay, OverlayClass, OverlayColor } from './overlay.ts';

/** Multiply-accumulates: what a box has to compute. */
export const workOverlay: Overlay = {
  name: 'work',
  label: 'Work (MACs)',
  source: 'Multiply-accumulates from the operators and shapes; open dims count as 1. Predicted, not measured.',
  legend: { kind: 'amount', unit: 'MACs', format: formatCount },
  valueOf: ({ macs }) => (macs === undefined ? undefined : { kind: 'amount', amount: macs, text: formatCount(macs) }),
};

/** Parameters: what a box has to read beside its input. */
export const parametersOverlay: Overlay = {
  name: 'parameters',
  label: 'Parameters',
  source: 'Elements of the constants that each box reads.',
  legend: { kind: 'amount', unit: 'parameters', format: formatCount },
  valueOf: ({ parameterCount }) => ({ kind: 'amount', amount: parameterCount, text: formatCount(parameterCount) }),
};

const bytesByType: Readonly<Record<string, number>> = {
  float64: 8,
  int64: 8,
  uint64: 8,
  float32: 4,
  int32: 4,
  uint32: 4,
  float16: 2,
  bfloat16: 2,
  int16: 2,
  uint16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

const colors: readonly OverlayColor[] = [
  '--overlay-a',
  '--overlay-b',
  '--overlay-c',
  '--overlay-d',
  '--overlay-e',
  '--overlay-f',
];

/** Data type of the first output, with the types that occur in the graphs as its classes. */
export function precisionOverlay(boxes: readonly BoxView[]): Overlay {
  const types = [...new Set(boxes.map(typeOf).filter((type) => type !== ''))].sort();
  const classes = types.map(
    (name, index): OverlayClass => ({ name, label: name, color: colors[index] ?? '--overlay-none' }),
  );
  return {
    name: 'precision',
    label: 'Data type',
    source: 'Type of the first output, as it follows from the model.',
    legend: { kind: 'classes', classes },
    valueOf: (box) => (typeOf(box) === '' ? undefined : { kind: 'class', name: typeOf(box) }),
  };
}

const typeOf = ({ category, outputs }: BoxView) => (category === 'part' ? '' : (outputs[0]?.dataType ?? ''));

/** Bytes that the outputs of a box take, open dims counted as 1; undefined where a shape or type is unknown. */
export function outputBytes({ outputs }: BoxView): number | undefined {
  let bytes = 0;
  for (const { shape, dataType } of outputs) {
    const width = bytesByType[dataType];
    if (shape === '' || width === undefined) return undefined;
    const dims = shape
      .slice(1, -1)
      .split(',')
      .filter((dim) => dim.trim() !== '');
    bytes += dims.reduce((product, dim) => product * (/^\d+$/.test(dim.trim()) ? Number(dim) : 1), width);
  }
  return bytes;
}

/** Memory that the outputs of a box take while they are needed. */
export const memoryOverlay: Overlay = {
  name: 'memory',
  label: 'Memory of outputs',
  source: 'Size of what each box puts out; open dims count as 1. Predicted: a runtime may reuse and share buffers.',
  legend: { kind: 'amount', unit: '', format: formatBytes },
  valueOf: (box) => {
    const bytes = box.category === 'part' ? undefined : outputBytes(box);
    return bytes === undefined || box.outputs.length === 0
      ? undefined
      : { kind: 'amount', amount: bytes, text: formatBytes(bytes) };
  },
};
