/**
 * A protobuf message as a tree of fields, without its schema: what mutations work on. Bytes that read as a message become one;
 * text that happens to read as one does too, which makes for odd mutations and no harm.
 */
export interface WireField {
  number: number;
  value: WireValue;
}

export type WireValue =
  | { kind: 'varint'; bits: bigint }
  | { kind: 'fixed'; bytes: Uint8Array }
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'message'; fields: WireField[] };

/** Longer bytes are weights: they are not searched for messages. */
const MESSAGE_LIMIT = 2 ** 21;
const MAX_DEPTH = 24;

export function parseWire(bytes: Uint8Array, depth = 0): WireField[] | undefined {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): bigint | undefined => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  while (at < bytes.byteLength) {
    const tag = varint();
    if (tag === undefined || tag < 8n || tag > 0xffff_ffffn) return undefined;
    const [number, wireType] = [Number(tag >> 3n), Number(tag & 7n)];
    if (wireType === 0) {
      const bits = varint();
      if (bits === undefined) return undefined;
      fields.push({ number, value: { kind: 'varint', bits } });
    } else if (wireType === 1 || wireType === 5) {
      const length = wireType === 1 ? 8 : 4;
      if (at + length > bytes.byteLength) return undefined;
      fields.push({ number, value: { kind: 'fixed', bytes: bytes.subarray(at, at + length) } });
      at += length;
    } else if (wireType === 2) {
      const length = Number(varint() ?? -1n);
      if (length < 0 || at + length > bytes.byteLength) return undefined;
      const content = bytes.subarray(at, at + length);
      const isCandidate = length > 1 && length <= MESSAGE_LIMIT && depth < MAX_DEPTH;
      const inner = isCandidate ? parseWire(content, depth + 1) : undefined;
      fields.push({
        number,
        value: inner ? { kind: 'message', fields: inner } : { kind: 'bytes', bytes: content },
      });
      at += length;
    } else return undefined;
  }
  return fields;
}

/** `lieAbout` gives the length that is written for a length-delimited field. */
export function printWire(
  fields: readonly WireField[],
  lieAbout: (length: number) => number = (length) => length,
): Uint8Array {
  const chunks: Uint8Array[] = [];
  const write = ({ number, value }: WireField) => {
    switch (value.kind) {
      case 'varint':
        chunks.push(encodeVarint(BigInt(number) << 3n), encodeVarint(value.bits));
        break;
      case 'fixed':
        chunks.push(encodeVarint((BigInt(number) << 3n) | (value.bytes.byteLength === 8 ? 1n : 5n)), value.bytes);
        break;
      default: {
        const content = value.kind === 'bytes' ? value.bytes : printWire(value.fields, lieAbout);
        chunks.push(
          encodeVarint((BigInt(number) << 3n) | 2n),
          encodeVarint(BigInt(Math.max(0, lieAbout(content.byteLength)))),
          content,
        );
      }
    }
  };
  fields.forEach(write);
  return concatenate(chunks);
}

export function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    result.set(chunk, at);
    at += chunk.byteLength;
  }
  return result;
}

function encodeVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}
