import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, test } from 'vitest';
import { netParameter } from '../schema/network.ts';
import { decodeWire } from './decode-wire.ts';

const decode = (writer: BinaryWriter) => decodeWire(writer.finish(), netParameter);
const nested = (number: number, content: BinaryWriter) =>
  new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(content.finish());
const LAYER = 100;
const CONVOLUTION = 106;

test('integers come packed or one by one, enumerations by number, and absent fields have their defaults', () => {
  const packed = new BinaryWriter().tag(4, WireType.LengthDelimited).bytes(Uint8Array.of(3, 5));
  const single = new BinaryWriter().tag(4, WireType.Varint).int64(7);
  const pooling = new BinaryWriter().tag(1, WireType.Varint).int32(1);
  const layer = new BinaryWriter()
    .tag(2, WireType.LengthDelimited)
    .string('Pooling')
    .raw(nested(CONVOLUTION, new BinaryWriter().raw(packed.finish()).raw(single.finish())).finish())
    .raw(nested(121, pooling).finish());
  const [found] = decode(nested(LAYER, layer)).layer;
  expect(found?.type).toBe('Pooling');
  expect(found?.convolution_param).toMatchObject({ kernel_size: [3, 5, 7], group: 1, bias_term: true });
  expect(found?.pooling_param.pool).toBe('AVE');
  expect(found?.scale_param.axis).toBe(1);
});

test('weights are views of the file where they are packed', () => {
  const data = new Uint8Array(new Float32Array(1000).buffer);
  const blob = new BinaryWriter().tag(5, WireType.LengthDelimited).bytes(data);
  const bytes = nested(LAYER, nested(7, blob)).finish();
  const parts = decodeWire(bytes, netParameter).layer[0]?.blobs[0]?.data.parts;
  expect(parts).toHaveLength(1);
  expect(parts?.[0]?.buffer).toBe(bytes.buffer);
});

test('weights one by one are gathered', () => {
  const blob = new BinaryWriter();
  for (const value of [1, 2, 3]) blob.tag(5, WireType.Bit32).float(value);
  const parts = decode(nested(LAYER, nested(7, blob))).layer[0]?.blobs[0]?.data.parts ?? [];
  expect(parts.map((part) => [...new Float32Array(part.slice().buffer)])).toEqual([[1, 2, 3]]);
});

test('unknown fields, and numbers that a descendant of Caffe uses otherwise, are skipped', () => {
  const layer = new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .string('conv')
    .tag(999, WireType.Varint)
    .int32(1)
    .tag(998, WireType.StartGroup)
    .tag(1, WireType.Varint)
    .int32(1)
    .tag(998, WireType.EndGroup)
    .tag(2, WireType.Varint)
    .int32(5);
  expect(decode(nested(LAYER, layer)).layer[0]).toMatchObject({ name: 'conv', type: '' });
});

describe('damaged files are refused', () => {
  test.each([
    ['a length beyond the end', Uint8Array.of(0x0a, 0x7f, 0x61)],
    ['a length of 2 GiB', Uint8Array.of(0xa2, 0x06, 0x80, 0x80, 0x80, 0x80, 0x08)],
    ['a tag of nothing', Uint8Array.of(0x00)],
    ['a wire type that there is not', Uint8Array.of(0x0f)],
    ['a number that does not end', new Uint8Array(20).fill(0xff)],
  ])('%s', (_what, bytes) => {
    expect(() => decodeWire(bytes, netParameter)).toThrow(expect.objectContaining({ code: 'caffe.damaged' }));
  });

  test('groups that nest without end', () => {
    const bytes = new Uint8Array(200_000).fill(0x0b);
    expect(() => decodeWire(bytes, netParameter)).toThrow(expect.objectContaining({ code: 'caffe.damaged' }));
  });

  test('more layers than any network has', () => {
    const bytes = new Uint8Array(3 * 600_000);
    for (let at = 0; at < bytes.length; at += 3) bytes.set([0xa2, 0x06, 0x00], at);
    expect(() => decodeWire(bytes, netParameter)).toThrow(expect.objectContaining({ code: 'caffe.too-large' }));
  });
});
