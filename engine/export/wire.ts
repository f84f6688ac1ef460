import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Protobuf written by hand where the generated encoder would copy weights. Source: protobuf.dev, "Encoding". */

/** The head of a length-delimited field: its tag and the length of what follows. */
export function lengthDelimitedHead(fieldNumber: number, byteLength: number): Uint8Array {
  return new BinaryWriter().tag(fieldNumber, WireType.LengthDelimited).int64(byteLength).finish();
}

/** A whole length-delimited field. */
export const lengthDelimited = (fieldNumber: number, bytes: Uint8Array): readonly Uint8Array[] => [
  lengthDelimitedHead(fieldNumber, bytes.byteLength),
  bytes,
];

export const byteLengthOfChunks = (chunks: readonly Uint8Array[]): number =>
  chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
