import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ModelProtoSchema, type TensorProtoSchema } from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { tensorNumbers } from '../../ir/tensor.ts';
import { importOnnx } from './import-onnx.ts';

const withTensor = (tensor: MessageInitShape<typeof TensorProtoSchema>) =>
  toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      graph: {
        name: 'g',
        node: [{ opType: 'Neg', input: ['w'], output: ['y'] }],
        output: [{ name: 'y' }],
        initializer: [{ name: 'w', ...tensor }],
      },
    }),
  );

const onlyTensor = (bytes: Uint8Array) => {
  const [tensor] = importOnnx(bytes).model.graph.initializers.values();
  if (!tensor) throw new TypeError('There is no initializer');
  return tensor;
};

describe('long lists of floats', () => {
  const numbers = Array.from({ length: 5000 }, (_, index) => index / 4);

  test.each([
    ['float_data', { dataType: 1, floatData: numbers }],
    ['double_data', { dataType: 11, doubleData: numbers }],
  ])('are views of the file: %s', (_name, data) => {
    const bytes = withTensor({ dims: [5000n], ...data });
    const tensor = onlyTensor(bytes);
    expect([...tensorNumbers(tensor)]).toEqual(numbers);
    expect(tensor.content.kind === 'bytes' && tensor.content.bytes.buffer).toBe(bytes.buffer);
    expect([...tensorNumbers(onlyTensor(bytes))]).toEqual(numbers);
  });

  test('of another type than the tensor are left to the checks of the importer', () => {
    const bytes = withTensor({ dims: [5000n], dataType: 7, floatData: numbers });
    expect(importOnnx(bytes).diagnostics).toMatchObject([{ code: 'onnx.tensor-data-missing' }]);
  });
});

describe('what would decode to more than the machine should give is refused at once', () => {
  const lengthDelimited = (field: number, content: Uint8Array) =>
    new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(content).finish();

  test.each([
    ['nodes of two bytes', new Uint8Array(16_000_000).map((_, index) => (index % 2 === 0 ? 0x0a : 0))],
    [
      'a list of integers in an attribute',
      lengthDelimited(1, lengthDelimited(5, lengthDelimited(8, new Uint8Array(40_000_000)))),
    ],
  ])('%s', (_name, graph) => {
    const bytes = lengthDelimited(7, graph);
    const start = performance.now();
    expect(() => importOnnx(bytes)).toThrow(expect.objectContaining({ code: 'onnx.decodes-too-large' }));
    // Decoding these takes many seconds.
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test('subgraphs without end', () => {
    let graph = lengthDelimited(2, new Uint8Array([0x67]));
    for (let level = 0; level < 5000; level++)
      graph = lengthDelimited(1, lengthDelimited(5, lengthDelimited(6, graph)));
    expect(() => importOnnx(lengthDelimited(7, graph))).toThrow(expect.objectContaining({ code: 'onnx.not-onnx' }));
  });
});
