/** A field of an encoded protobuf message, unread. */
export interface ProtoField {
  readonly number: number;
  readonly wireType: number;
  /** Of length-delimited fields; the part of it that is at hand. */
  readonly bytes: Uint8Array;
}

/** More fields than it takes to tell formats apart. */
const DEFAULT_LIMIT = 64;

/**
 * The first fields of a protobuf message whose schema is not known, up to `limit` of them. Ends quietly where the bytes end or are
 * no protobuf: for telling formats apart by a look at the start of a file. Source: protobuf.dev, "Encoding".
 */
export function* protoFields(message: Uint8Array, limit = DEFAULT_LIMIT): Iterable<ProtoField> {
  let at = 0;
  /** Undefined at the end, and for numbers that no length can be. */
  const varint = (): number | undefined => {
    let value = 0;
    for (let index = 0; index < 10; index++) {
      const byte = message[at++];
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  for (let count = 0; count < limit && at < message.byteLength; count++) {
    const tag = varint();
    if (tag === undefined || tag > 0xffffffff || tag < 8) return;
    const [number, wireType] = [Math.floor(tag / 8), tag % 8];
    let bytes = message.subarray(0, 0);
    if (wireType === 0) {
      if (varint() === undefined) return;
    } else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === 2) {
      const length = varint();
      if (length === undefined) return;
      bytes = message.subarray(at, at + length);
      at += length;
    } else return;
    yield { number, wireType, bytes };
  }
}

/** The first length-delimited field of this number among the first `limit` fields. */
export const findField = (message: Uint8Array, wanted: number, limit = DEFAULT_LIMIT): Uint8Array | undefined =>
  [...protoFields(message, limit)].find(({ number, wireType }) => number === wanted && wireType === 2)?.bytes;

/** True for bytes that are text: a name rather than a message. */
export const isText = (bytes: Uint8Array): boolean => bytes.every((byte) => byte >= 0x20 && byte !== 0x7f);

/** True for a message of a version number, a message in field 2, and some message whose number is wanted. */
export function hasFieldsAfterVersion(message: Uint8Array, isWanted: (number: number) => boolean): boolean {
  const [version, second, ...more] = protoFields(message);
  if (version?.number !== 1 || version.wireType !== 0 || second?.number !== 2 || second.wireType !== 2) return false;
  return !isText(second.bytes) && [second, ...more].some(({ number, wireType }) => wireType === 2 && isWanted(number));
}
