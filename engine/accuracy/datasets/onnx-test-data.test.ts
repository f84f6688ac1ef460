import { readFile } from 'node:fs/promises';
import { create, toBinary } from '@bufbuild/protobuf';
import { TensorProto_DataLocation, TensorProtoSchema } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { numbersOf } from '../elements.ts';
import { fixturePath, scratchFolder } from '../testing/scratch.ts';
import { listFolder } from './image-folder.ts';
import { isOnnxTestData, openOnnxTestData } from './onnx-test-data.ts';
import { parseTensorProto } from './tensor-proto.ts';

const fixture = (name: string) => readFile(fixturePath(name));
const parse = async (name: string) => parseTensorProto(name, await fixture(name));

describe('parseTensorProto', () => {
  it.each([
    ['float32-raw.pb', 'data', 'float32', [1, 3], [1.5, -2, 3]],
    ['float32-typed.pb', 'data', 'float32', [1, 3], [1.5, -2, 3]],
    ['float16-typed.pb', 'half', 'float16', [2], [0.5, -65504]],
  ])('reads %s', async (file, name, dataType, dims, values) => {
    const { name: found, tensor } = await parse(file);
    expect({ name: found, dataType: tensor.dataType, dims: tensor.dims }).toEqual({ name, dataType, dims });
    expect([...(numbersOf(tensor) ?? [])]).toEqual(values);
  });

  it('keeps all 64 bits of integers', async () => {
    const { tensor } = await parse('int64-typed.pb');
    expect(new BigInt64Array(tensor.data.slice().buffer)).toEqual(BigInt64Array.from([7n, -9007199254740993n]));
  });

  it('reads strings', async () => {
    expect((await parse('strings.pb')).tensor).toMatchObject({ dataType: 'string', dims: [2], strings: ['ab', 'ä'] });
  });

  it.each([
    ['random bytes', Uint8Array.from([255, 255, 255, 255]), 'data.unrecognized'],
    [
      'a tensor without a type',
      toBinary(TensorProtoSchema, create(TensorProtoSchema, { dims: [1n] })),
      'data.unrecognized',
    ],
    [
      'fewer values than its shape',
      toBinary(
        TensorProtoSchema,
        create(TensorProtoSchema, { dims: [1_000_000_000n, 1000n], dataType: 1, floatData: [1] }),
      ),
      'data.truncated',
    ],
    [
      'values in another file',
      toBinary(
        TensorProtoSchema,
        create(TensorProtoSchema, { dims: [1n], dataType: 1, dataLocation: TensorProto_DataLocation.EXTERNAL }),
      ),
      'data.unrecognized',
    ],
  ])('refuses %s', (_, bytes, code) => {
    expect(() => parseTensorProto('input_0.pb', bytes)).toThrow(expect.objectContaining({ code }));
  });
});

describe('openOnnxTestData', () => {
  it('gives one sample per folder, in the order of their numbers', async () => {
    const [floats, ids] = [await fixture('float32-raw.pb'), await fixture('int64-typed.pb')];
    const folder = await scratchFolder({
      'model/test_data_set_10/input_0.pb': ids,
      'model/test_data_set_2/input_0.pb': floats,
      'model/test_data_set_2/input_1.pb': ids,
      'model/test_data_set_2/output_0.pb': floats,
    });
    const listing = await listFolder(`${folder}/model`);
    expect(isOnnxTestData(listing)).toBe(true);
    const dataset = await openOnnxTestData(`${folder}/model`, listing);
    expect(dataset).toMatchObject({ name: 'model', sampleCount: 2, elementKind: 'feeds', origin: 'recorded' });
    expect((await dataset.read(0, 2)).map((sample) => sample.map(({ name }) => name))).toEqual([
      ['data', 'ids'],
      ['ids'],
    ]);
  });

  it('takes a single set', async () => {
    const folder = await scratchFolder({ 'input_0.pb': await fixture('float32-raw.pb') });
    expect((await openOnnxTestData(folder, await listFolder(folder))).sampleCount).toBe(1);
  });

  it('refuses a set without inputs', async () => {
    const folder = await scratchFolder({ 'test_data_set_0/output_0.pb': await fixture('float32-raw.pb') });
    await expect(openOnnxTestData(folder, await listFolder(folder))).rejects.toMatchObject({
      code: 'data.unrecognized',
    });
  });
});
