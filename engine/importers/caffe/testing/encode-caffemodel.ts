import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Numbers of a parameter, as test cases have them. */
export interface Numbers {
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

/** The ways in which caffemodels have been written over the years. */
export interface CaffemodelForm {
  readonly version: 1 | 2;
  /** 'legacy' has four dims: num, channels, height, width. */
  readonly dims: 'shape' | 'legacy';
  readonly elements: 'packed' | 'unpacked' | 'double';
}

export const currentForm: CaffemodelForm = { version: 2, dims: 'shape', elements: 'packed' };

/** A caffemodel with the blobs of layers and nothing else of them. Numbers of fields: caffe.proto of BVLC/caffe. */
export function encodeCaffemodel(
  blobsByLayer: Readonly<Record<string, readonly Numbers[]>>,
  form: CaffemodelForm = currentForm,
): Uint8Array {
  const [layers, name, blobs] = form.version === 1 ? [2, 4, 6] : [100, 1, 7];
  const net = new BinaryWriter().tag(1, WireType.LengthDelimited).string('net');
  for (const [layer, list] of Object.entries(blobsByLayer)) {
    const message = new BinaryWriter().tag(name, WireType.LengthDelimited).string(layer);
    for (const blob of list) message.tag(blobs, WireType.LengthDelimited).bytes(encodeBlob(blob, form));
    net.tag(layers, WireType.LengthDelimited).bytes(message.finish());
  }
  return net.finish();
}

function encodeBlob({ dims, data }: Numbers, form: CaffemodelForm): Uint8Array {
  const blob = new BinaryWriter();
  if (form.dims === 'legacy') {
    const four = [...Array<number>(4 - dims.length).fill(1), ...dims];
    for (const [index, dim] of four.entries()) blob.tag(index + 1, WireType.Varint).int64(dim);
  } else {
    const shape = new BinaryWriter();
    for (const dim of dims) shape.tag(1, WireType.Varint).int64(dim);
    blob.tag(7, WireType.LengthDelimited).bytes(shape.finish());
  }
  if (form.elements === 'unpacked') for (const number of data) blob.tag(5, WireType.Bit32).float(number);
  else if (form.elements === 'packed') blob.tag(5, WireType.LengthDelimited).bytes(bytesOf(Float32Array.from(data)));
  else blob.tag(8, WireType.LengthDelimited).bytes(bytesOf(Float64Array.from(data)));
  return blob.finish();
}

const bytesOf = (array: { readonly buffer: ArrayBuffer }): Uint8Array => new Uint8Array(array.buffer);
