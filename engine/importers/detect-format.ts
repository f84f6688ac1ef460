import type { Conversion, FileSample } from './foreign/foreign-format.ts';
import { foreignFormats } from './foreign/foreign-formats.ts';
import { findField, isText, protoFields } from './proto-fields.ts';

/** What a file is, by its content. Names and extensions are not looked at. */
export type DetectedFormat =
  | { readonly kind: 'onnx' }
  /** A network in text form, or a network with weights. */
  | { readonly kind: 'caffe'; readonly part: 'prototxt' | 'caffemodel' }
  | {
      readonly kind: 'foreign';
      readonly format: string;
      /** How to get an ONNX model of it. */
      readonly conversion: (path: string) => Conversion;
    }
  | { readonly kind: 'unknown' };

/** Bytes at either end of a file that a sample holds as text. */
export const SAMPLE_BYTES = 64 * 1024;

export const sampleOf = (head: Uint8Array, tail: Uint8Array = head): FileSample => ({
  head,
  tail: tail.subarray(Math.max(0, tail.byteLength - SAMPLE_BYTES)),
  text: latin1(head.subarray(0, SAMPLE_BYTES)) + latin1(tail.subarray(Math.max(0, tail.byteLength - SAMPLE_BYTES))),
});

/**
 * Recognises a file by its content. `head` is all of it, or its start with its end in `tail`. What could be an ONNX file, as far as
 * its first field tells, is called one, and the decoder has the last word.
 */
export function detectFormat(head: Uint8Array, tail?: Uint8Array): DetectedFormat {
  const sample = sampleOf(head, tail);
  const foreign = foreignFormats.find((format) => format.matches(sample));
  if (foreign)
    return { kind: 'foreign', format: foreign.format, conversion: (path) => foreign.conversion(path, sample) };
  if (isPrototxt(sample.text)) return { kind: 'caffe', part: 'prototxt' };
  if (isCaffemodel(head)) return { kind: 'caffe', part: 'caffemodel' };
  return couldBeModelProto(head) ? { kind: 'onnx' } : { kind: 'unknown' };
}

/** Source: caffe.proto, NetParameter, in protobuf's text form: comments, fields, and a list of layers. */
const isPrototxt = (text: string): boolean =>
  /^\uFEFF?(?:\xEF\xBB\xBF)?\s*(#[^\n]*\n\s*)*(name|input|input_dim|input_shape|state|force_backward|layers?|debug_info)\s*[:{]/.test(
    text,
  ) && /(^|[\s}])(layers?\s*:?\s*\{|input\s*:)/.test(text);

/** Source: caffe.proto, NetParameter: name = 1, layers of V1 = 2, input = 3, layer of V2 = 100. */
function isCaffemodel(head: Uint8Array): boolean {
  const fields = [...protoFields(head, 8)];
  const [first] = fields;
  const name = first?.number === 1 && first.wireType === 2 ? first.bytes : undefined;
  if (name && !isText(name)) return false;
  const hasLayers = fields.some(
    ({ number, wireType, bytes }) => (number === 100 || (number === 2 && name)) && wireType === 2 && !isText(bytes),
  );
  // Without a name only the layers of V2 tell it from other formats.
  return hasLayers && (name !== undefined || first?.number === 100 || (first?.number === 3 && !findField(head, 7)));
}

/** Source: onnx.proto, ModelProto: fields 1 to 8 and 14, 20, 25, 26 with their wire types. */
function couldBeModelProto(head: Uint8Array): boolean {
  const tag = head[0] ?? 0;
  const [field, wireType] = [tag >>> 3, tag & 7];
  if (field === 1 || field === 5) return wireType === 0;
  return (field >= 2 && field <= 8) || field === 14 ? wireType === 2 : false;
}

const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
