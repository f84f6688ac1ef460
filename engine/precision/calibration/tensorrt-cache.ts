import type { ValueId } from '../../ir/graph.ts';
import { unreadableCalibrationCache } from '../errors.ts';
import type { CalibratedValue, CalibrationTable } from './calibrate.ts';

/**
 * The calibration cache of TensorRT 10 and older: a header line, then `name: hex` per tensor, where hex are the bits of the
 * float32 scale, most significant first. A tensor's INT8 range is +-127 times its scale.
 */
export interface TensorrtCache {
  /** 'TRT-8601-EntropyCalibration2' */
  readonly header: string;
  /** By tensor name. */
  readonly scales: ReadonlyMap<string, number>;
}

/** The version is not checked by readers; TensorRT 8.6's is the one that most of them wrote. */
const HEADER = 'TRT-8601-EntropyCalibration2';

const LARGEST = 127;

/** Errors: precision.unreadable-cache. Scales of 0, negative or not finite are left out: TensorRT writes them for unused tensors. */
export function parseTensorrtCache(text: string): TensorrtCache {
  const [header = '', ...lines] = text.split(/\r?\n/);
  if (!/^TRT-\d+-\w+$/.test(header.trim()))
    throw unreadableCalibrationCache('its first line is no "TRT-<version>-<calibrator>"');
  const scales = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    // Names may hold colons: the last one separates.
    const match = /^(.+):\s*([0-9a-fA-F]{1,8})\s*$/.exec(line);
    if (!match) throw unreadableCalibrationCache(`line ${index + 2} is no "name: scale in hexadecimal"`);
    const [, name = '', bits = ''] = match;
    const scale = floatOfBits(Number.parseInt(bits, 16));
    if (Number.isFinite(scale) && scale > 0) scales.set(name.trim(), scale);
  }
  return { header: header.trim(), scales };
}

/** Names in the order given. */
export const printTensorrtCache = (scales: ReadonlyMap<string, number>): string =>
  [HEADER, ...[...scales].map(([name, scale]) => `${name}: ${bitsOf(scale)}`), ''].join('\n');

/** The scales that a calibration gives: symmetric, over the larger side of each range. Values that were always zero are left out. */
export function toTensorrtScales(
  table: CalibrationTable,
  nameOf: (value: ValueId) => string,
): ReadonlyMap<string, number> {
  const scales = new Map<string, number>();
  for (const [id, { threshold }] of table.values) {
    const reach = Math.max(-threshold.min, threshold.max);
    if (Number.isFinite(reach) && reach > 0) scales.set(nameOf(id), Math.fround(reach / LARGEST));
  }
  return scales;
}

/** The ranges that a cache states, for the values whose names it knows. Others stay unobserved. */
export function tableOfTensorrtCache(
  { scales }: TensorrtCache,
  observed: ReadonlyMap<string, ValueId>,
): CalibrationTable {
  const values = new Map<ValueId, CalibratedValue>();
  for (const [name, id] of observed) {
    const scale = scales.get(name);
    if (scale === undefined) continue;
    const range = { min: -LARGEST * scale, max: LARGEST * scale };
    values.set(id, { range, averageRange: range, threshold: range });
  }
  return { method: { kind: 'min-max' }, basis: 'cache', batchCount: 0, values };
}

function floatOfBits(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

function bitsOf(scale: number): string {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, scale);
  return view.getUint32(0).toString(16).padStart(8, '0');
}
