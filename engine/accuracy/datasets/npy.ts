import { fromFloat16Bits } from '../../ir/float16.ts';
import { dataTruncated, dataUnrecognized } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';

const elementTypes = ['u1', 'i1', 'i2', 'i4', 'i8', 'f2', 'f4', 'f8'] as const;
type ElementType = (typeof elementTypes)[number];

/** An array in a .npy file; its first axis is the sample axis. Source: numpy.lib.format, versions 1.0 to 3.0. */
export interface NpyArray {
  readonly path: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  /** The raw elements of samples [start, start + count). */
  readBytes(start: number, count: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** The same as numbers. */
  readNumbers(start: number, count: number, signal?: AbortSignal): Promise<Float32Array | Float64Array>;
}

const headerLimitBytes = 2 ** 16;

export const isNpy = (prefix: Uint8Array) =>
  prefix[0] === 0x93 && String.fromCharCode(...prefix.subarray(1, 6)) === 'NUMPY';

/** Reads the header only. Errors: data.unrecognized (big-endian, Fortran order, other types), data.truncated. */
export async function openNpy(source: ByteSource): Promise<NpyArray> {
  const { path } = source;
  const { text, dataOffset } = await readHeader(source);
  const elementType = parseElementType(path, /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1]);
  const shape = parseShape(path, /'shape'\s*:\s*\(([^)]*)\)/.exec(text)?.[1]);
  if (/'fortran_order'\s*:\s*True/.test(text) && shape.length > 1) {
    throw dataUnrecognized(
      path,
      'is stored in Fortran order',
      'Save it again with numpy.save(path, numpy.ascontiguousarray(x)).',
    );
  }
  const elementBytes = Number(elementType[1]);
  const sampleBytes = shape.slice(1).reduce((product, dim) => product * dim, elementBytes);
  const sizeBytes = dataOffset + (shape[0] ?? 1) * sampleBytes;
  if (source.sizeBytes < sizeBytes) throw dataTruncated(path, sizeBytes, source.sizeBytes);
  const readBytes = (start: number, count: number, signal?: AbortSignal) =>
    source.read(dataOffset + start * sampleBytes, count * sampleBytes, signal);
  return {
    path,
    elementType,
    shape,
    readBytes,
    readNumbers: async (start, count, signal) => toNumbers(elementType, await readBytes(start, count, signal)),
  };
}

async function readHeader(source: ByteSource): Promise<{ readonly text: string; readonly dataOffset: number }> {
  const { path } = source;
  const prefix = await source.read(0, Math.min(12, source.sizeBytes));
  if (!isNpy(prefix)) throw dataUnrecognized(path, 'is no NumPy array');
  const version = prefix[6] ?? 0;
  if (version < 1 || version > 3)
    throw dataUnrecognized(path, `is a NumPy array of the unknown format version ${version}`);
  const lengthBytes = version === 1 ? 2 : 4;
  if (prefix.byteLength < 8 + lengthBytes) throw dataTruncated(path, 8 + lengthBytes, prefix.byteLength);
  const view = new DataView(prefix.buffer);
  const headerBytes = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (headerBytes > headerLimitBytes)
    throw dataUnrecognized(path, `has a header of ${headerBytes} bytes, which no plain array has`);
  const dataOffset = 8 + lengthBytes + headerBytes;
  const text = new TextDecoder('latin1').decode(await source.read(8 + lengthBytes, headerBytes));
  return { text, dataOffset };
}

function parseElementType(path: string, descr: string | undefined): ElementType {
  const [, order = '', name = ''] = /^([<>|=]?)(\w+)$/.exec(descr ?? '') ?? [];
  const elementType = elementTypes.find((type) => type === name);
  if (elementType === undefined) {
    throw dataUnrecognized(
      path,
      `has elements of type ${descr ?? 'that is a record'}`,
      `Save it as one of ${elementTypes.join(', ')}.`,
    );
  }
  if (order === '>' && !elementType.endsWith('1')) {
    throw dataUnrecognized(path, 'is stored big-endian', `Save it again with x.astype('<${elementType}').`);
  }
  return elementType;
}

function parseShape(path: string, text: string | undefined): readonly number[] {
  const fields = text?.split(',').map((field) => field.trim()) ?? [''];
  if (fields.at(-1) === '') fields.pop();
  const shape = fields.map((field) => (/^\d+$/.test(field) ? Number(field) : Number.NaN));
  if (text === undefined || !shape.every(Number.isSafeInteger))
    throw dataUnrecognized(path, 'has a damaged NumPy header');
  return shape;
}

function toNumbers(elementType: ElementType, { buffer }: Uint8Array<ArrayBuffer>): Float32Array | Float64Array {
  switch (elementType) {
    case 'u1':
      return Float32Array.from(new Uint8Array(buffer));
    case 'i1':
      return Float32Array.from(new Int8Array(buffer));
    case 'i2':
      return Float32Array.from(new Int16Array(buffer));
    case 'i4':
      return Float64Array.from(new Int32Array(buffer));
    case 'i8':
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case 'f2':
      return fromFloat16Bits(new Uint16Array(buffer));
    case 'f4':
      return new Float32Array(buffer);
    case 'f8':
      return new Float64Array(buffer);
  }
}
