import { decodesTooLarge, notOnnx } from '../errors.ts';

/** What a decoder makes of a field, as far as it matters to memory. Fields that are not listed become one value. */
type FieldShape = MessageShape | Packed;

type Packed = 'bigints' | 'integers' | 'floats';

/** Fields by number. Source: onnx.proto. */
interface MessageShape {
  readonly [field: number]: FieldShape;
}

const tensor: MessageShape = {
  1: 'bigints',
  4: 'floats',
  5: 'integers',
  7: 'bigints',
  8: {},
  10: 'floats',
  11: 'bigints',
  13: {},
};
const attribute: Record<number, FieldShape> = { 5: tensor, 7: 'floats', 8: 'bigints', 9: {}, 10: tensor };
const node: MessageShape = { 5: attribute, 9: {}, 10: {} };
const valueInfo: MessageShape = { 2: {} };
const graph: MessageShape = {
  1: node,
  5: tensor,
  11: valueInfo,
  12: valueInfo,
  13: valueInfo,
  14: {},
  15: { 1: tensor, 2: tensor },
};
attribute[6] = graph;
attribute[11] = graph;
const model: MessageShape = { 7: graph, 8: {}, 14: {}, 20: {}, 25: { 7: node, 11: attribute }, 26: {} };

/** Objects and lists beside the weights: a transformer of 50,000 nodes takes a fifth of it. */
const MAX_DECODED_BYTES = 2 ** 30;
const BYTES_PER_FIELD = 160;
/** By byte of a packed list. A bigint takes 32 bytes and may be written in one; a float takes 8 and is written in four. */
const BYTES_PER_PACKED_BYTE = { bigints: 32, integers: 8, floats: 2 } as const;
const MAX_DEPTH = 200;

const TENSOR = { dataType: 2, floatData: 4, rawData: 9, doubleData: 10 } as const;
const LENGTH_DELIMITED = 2;
const FLOAT = 1;
const DOUBLE = 11;
/** Smaller lists of floats may as well be decoded. */
const RAW_MINIMUM_BYTES = 4096;

/**
 * Makes an encoded model safe and cheap to decode. Estimates what a decoder would allocate, without allocating: a field of two
 * bytes becomes an object of hundreds. And marks long `float_data` and `double_data` as the `raw_data` that they are byte for byte, in
 * place, so that weights of old exporters become views of the file too, instead of lists of numbers twice as large.
 * Errors: onnx.decodes-too-large; onnx.not-onnx where messages nest without end.
 */
export function prepareBytes(bytes: Uint8Array): void {
  new Scan(bytes).run();
}

const isPacked = (content: FieldShape | undefined): content is Packed => typeof content === 'string';

class Scan {
  private at = 0;
  private decodedBytes = 0;

  constructor(private readonly bytes: Uint8Array) {}

  run(): void {
    this.message(model, this.bytes.byteLength, 0);
  }

  private message(shape: MessageShape, end: number, depth: number): void {
    if (depth > MAX_DEPTH) throw notOnnx(new RangeError('Messages nest too deep'));
    let dataType = 0;
    /** Where the tag of the only list of floats is, and whether it is one of doubles. */
    let floats: { readonly at: number; readonly dataType: number } | undefined;
    let otherDataCount = 0;
    while (this.at < end) {
      const start = this.at;
      const tag = this.varint();
      const [field, wireType] = [Math.floor(tag / 8), tag % 8];
      this.spend(BYTES_PER_FIELD);
      if (wireType === 0) {
        const value = this.varint();
        if (field === TENSOR.dataType) dataType = value;
      } else if (wireType === 1) this.at += 8;
      else if (wireType === 5) {
        this.at += 4;
        if (field === TENSOR.floatData) otherDataCount++;
      } else if (wireType === LENGTH_DELIMITED) {
        const length = this.varint();
        const inner = Math.min(end, this.at + length);
        const content = shape[field];
        const isFloats = shape === tensor && (field === TENSOR.floatData || field === TENSOR.doubleData);
        if (isFloats && length >= RAW_MINIMUM_BYTES && floats === undefined)
          floats = { at: start, dataType: field === TENSOR.floatData ? FLOAT : DOUBLE };
        else if (shape === tensor && (isFloats || field === TENSOR.rawData)) otherDataCount++;
        else if (isPacked(content)) this.spend((inner - this.at) * BYTES_PER_PACKED_BYTE[content]);
        else if (content) this.message(content, inner, depth + 1);
        this.at = inner;
      } else return;
    }
    if (floats === undefined) return;
    if (floats.dataType === dataType && otherDataCount === 0)
      this.bytes[floats.at] = (TENSOR.rawData << 3) | LENGTH_DELIMITED;
  }

  private varint(): number {
    let [value, scale] = [0, 1];
    for (let count = 0; count < 10; count++) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    return value;
  }

  private spend(byteCount: number): void {
    this.decodedBytes += byteCount;
    if (this.decodedBytes > MAX_DECODED_BYTES) throw decodesTooLarge(MAX_DECODED_BYTES);
  }
}
