import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  type GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation,
} from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { exportOnnx } from '../../export/export-onnx.ts';
import { printGraph } from '../../ir/print.ts';
import { tensorNumbers } from '../../ir/tensor.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { type ExternalData, noExternalData } from '../external-data.ts';
import { importOnnx } from './import-onnx.ts';

type GraphInit = MessageInitShape<typeof GraphProtoSchema>;

const float = 1;
const bool = 9;

const port = (name: string, elemType: number, ...dims: (number | string)[]) => ({
  name,
  type: {
    value: {
      case: 'tensorType' as const,
      value: {
        elemType,
        shape: {
          dim: dims.map((dim) =>
            typeof dim === 'number'
              ? { value: { case: 'dimValue' as const, value: BigInt(dim) } }
              : { value: { case: 'dimParam' as const, value: dim } },
          ),
        },
      },
    },
  },
});

const relu: GraphInit = {
  node: [{ opType: 'Relu', input: ['x'], output: ['y'] }],
  input: [port('x', float, 'N', 2)],
  output: [port('y', float, 'N', 2)],
};

const encode = (
  graph: GraphInit,
  rest: Omit<MessageInitShape<typeof ModelProtoSchema>, '$typeName' | '$unknown'> = {},
): Uint8Array =>
  toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ domain: '', version: 17n }], ...rest, graph }),
  );

const roundTrip = (bytes: Uint8Array) => {
  const first = importOnnx(bytes).model;
  verifyGraph(first.graph);
  const second = importOnnx(exportOnnx(first)).model;
  verifyGraph(second.graph);
  return { first, second };
};

describe('keeps everything a file says', () => {
  test('names, dimensions, metadata, producer, documentation', () => {
    const { second } = roundTrip(
      encode(
        {
          ...relu,
          name: 'main',
          docString: 'what it is',
          node: [
            {
              opType: 'Relu',
              input: ['x'],
              output: ['y'],
              name: 'act',
              docString: 'clamps',
              metadataProps: [{ key: 'a', value: 'b' }],
            },
          ],
        },
        {
          producerName: 'exporter',
          producerVersion: '1.2',
          domain: 'org.example',
          modelVersion: 7n,
          metadataProps: [{ key: 'author', value: 'me' }],
        },
      ),
    );
    expect(second).toMatchObject({
      producerName: 'exporter',
      producerVersion: '1.2',
      domain: 'org.example',
      modelVersion: 7n,
    });
    expect([...second.metadata]).toEqual([['author', 'me']]);
    expect(second.graph).toMatchObject({ name: 'main', docString: 'what it is' });
    const [node] = second.graph.nodes.values();
    expect(node).toMatchObject({ name: 'act', docString: 'clamps' });
    expect([...(node?.metadata ?? [])]).toEqual([['a', 'b']]);
    expect(printGraph(second.graph)).toBe('t1 = Relu(x[N,2])\nreturn t1');
  });

  test('unknown operators, domains and every kind of attribute', () => {
    const { first, second } = roundTrip(
      encode({
        ...relu,
        node: [
          {
            opType: 'Mystery',
            domain: 'org.example',
            input: ['x', ''],
            output: ['y'],
            attribute: [
              { name: 'i', type: AttributeType.INT, i: 2n ** 62n },
              { name: 'f', type: AttributeType.FLOAT, f: 0.5 },
              { name: 's', type: AttributeType.STRING, s: Uint8Array.of(255, 0) },
              { name: 'is', type: AttributeType.INTS, ints: [1n, -1n] },
              { name: 'fs', type: AttributeType.FLOATS, floats: [] },
              { name: 'ss', type: AttributeType.STRINGS, strings: [Uint8Array.of(65)] },
              { name: 't', type: AttributeType.TENSOR, t: { dataType: float, dims: [2n], rawData: new Uint8Array(8) } },
              { name: 'tp', type: AttributeType.TYPE_PROTO, tp: { denotation: 'kept' } },
            ],
          },
        ],
      }),
    );
    const [before] = first.graph.nodes.values();
    const [after] = second.graph.nodes.values();
    expect(after?.inputs).toHaveLength(2);
    expect(after?.inputs[1]).toBeUndefined();
    expect(
      [...(after?.attributes ?? [])].map(([name, { type, value }]) => [
        name,
        type,
        type === 'tensor' ? [...tensorNumbers(value)] : value,
      ]),
    ).toEqual(
      [...(before?.attributes ?? [])].map(([name, { type, value }]) => [
        name,
        type,
        type === 'tensor' ? [...tensorNumbers(value)] : value,
      ]),
    );
  });

  test('quantization annotations; a function of the model is written out', () => {
    const { second } = roundTrip(
      encode(
        {
          ...relu,
          quantizationAnnotation: [
            { tensorName: 'x', quantParameterTensorNames: [{ key: 'SCALE_TENSOR', value: 's' }] },
          ],
        },
        {
          functions: [
            {
              name: 'Twice',
              domain: 'local',
              input: ['a'],
              output: ['b'],
              node: [{ opType: 'Add', input: ['a', 'a'], output: ['b'] }],
            },
          ],
        },
      ),
    );
    expect(second.carried.functions).toHaveLength(0);
    expect(second.graph.carried.quantizationAnnotations).toHaveLength(1);
  });
});

describe('subgraphs', () => {
  const branch = (opType: string, captured: string): GraphInit => ({
    name: opType,
    node: [{ opType, input: [captured], output: [`${opType}_out`] }],
    output: [port(`${opType}_out`, float, 'N', 2)],
  });
  const conditional: GraphInit = {
    ...relu,
    input: [port('c', bool), port('x', float, 'N', 2)],
    node: [
      { opType: 'Exp', input: ['x'], output: ['e'] },
      {
        opType: 'If',
        input: ['c'],
        output: ['y'],
        attribute: [
          { name: 'then_branch', type: AttributeType.GRAPH, g: branch('Relu', 'e') },
          { name: 'else_branch', type: AttributeType.GRAPH, g: branch('Tanh', 'x') },
        ],
      },
    ],
  };

  test('the values a body uses are uses of the outer node', () => {
    const { graph } = importOnnx(encode(conditional)).model;
    const node = [...graph.nodes.values()].find((candidate) => candidate.opType === 'If');
    expect(node?.captures.map((id) => graph.values.get(id)?.name).sort()).toEqual(['e', 'x']);
    const captured = node?.captures.find((id) => graph.values.get(id)?.name === 'e');
    expect(captured !== undefined && [...(graph.consumers.get(captured) ?? [])]).toEqual([node?.id]);
  });

  test('a body still finds its values by name after export', () => {
    const { second } = roundTrip(encode(conditional));
    const node = [...second.graph.nodes.values()].find((candidate) => candidate.opType === 'If');
    expect(node?.captures.map((id) => second.graph.values.get(id)?.name).sort()).toEqual(['e', 'x']);
  });
});

describe('tensors', () => {
  const withTensor = (tensor: NonNullable<GraphInit['initializer']>[number]): Uint8Array =>
    encode({
      ...relu,
      node: [{ opType: 'Add', input: ['x', 'w'], output: ['y'] }],
      initializer: [{ name: 'w', ...tensor }],
    });
  const numbersOf = (bytes: Uint8Array, external?: ExternalData) =>
    [...importOnnx(bytes, external).model.graph.initializers.values()].flatMap((tensor) => [...tensorNumbers(tensor)]);

  test.each<[string, NonNullable<GraphInit['initializer']>[number], number[]]>([
    ['float_data', { dataType: 1, dims: [2n], floatData: [1.5, -2] }, [1.5, -2]],
    ['int64_data', { dataType: 7, dims: [2n], int64Data: [1n, -2n] }, [1, -2]],
    ['float16 bits in int32_data', { dataType: 10, dims: [2n], int32Data: [0x3c00, 0xc000] }, [1, -2]],
    ['int8 in int32_data', { dataType: 3, dims: [2n], int32Data: [-128, 127] }, [-128, 127]],
    ['uint32 in uint64_data', { dataType: 12, dims: [1n], uint64Data: [4294967295n] }, [4294967295]],
    ['double_data', { dataType: 11, dims: [], doubleData: [0.1] }, [0.1]],
    ['no elements', { dataType: 1, dims: [0n, 4n] }, []],
  ])('reads %s', (_name, tensor, expected) => {
    expect(numbersOf(withTensor(tensor))).toEqual(expected);
  });

  test.each([
    ['fewer bytes than dims say', { dataType: 1, dims: [2n], rawData: new Uint8Array(4) }, 'onnx.tensor-size'],
    [
      'a claim of 2^40 elements',
      { dataType: 1, dims: [2n ** 20n, 2n ** 20n], rawData: new Uint8Array(4) },
      'onnx.tensor-size',
    ],
    ['a claim beyond counting', { dataType: 1, dims: [2n ** 40n, 2n ** 40n] }, 'onnx.invalid-tensor'],
    ['a negative dimension', { dataType: 1, dims: [-1n] }, 'onnx.invalid-tensor'],
    ['an unknown data type', { dataType: 99, dims: [1n] }, 'onnx.invalid-tensor'],
  ])('refuses %s before allocating', (_name, tensor, code) => {
    expect(() => importOnnx(withTensor(tensor))).toThrow(
      expect.objectContaining({ code, details: expect.objectContaining({ tensor: 'w' }) }),
    );
  });

  const external = (offset: string) => ({
    dataType: 1,
    dims: [2n],
    dataLocation: TensorProto_DataLocation.EXTERNAL,
    externalData: [
      { key: 'location', value: 'weights.bin' },
      { key: 'offset', value: offset },
    ],
  });
  const file = new Uint8Array(Float32Array.of(9, 1, 2).buffer);
  const beside: ExternalData = {
    byteLengthOf: (location) => (location === 'weights.bin' ? file.byteLength : undefined),
    read: (_location, offset, length) => file.subarray(offset, offset + length),
  };

  test('reads external data only when its elements are asked for', () => {
    let readCount = 0;
    const counting: ExternalData = {
      ...beside,
      read: (...range) => {
        readCount++;
        return beside.read(...range);
      },
    };
    const { graph } = importOnnx(withTensor(external('4')), counting).model;
    expect(readCount).toBe(0);
    expect([...graph.initializers.values()].flatMap((tensor) => [...tensorNumbers(tensor)])).toEqual([1, 2]);
    expect(readCount).toBe(1);
  });

  test.each([
    ['an external file that is missing', external('0'), noExternalData, 'onnx.external-data-missing', 'weights.bin'],
    ['an external file that is too short', external('8'), beside, 'onnx.external-data-truncated', 'weights.bin'],
    ['no data at all', { dataType: 1, dims: [2n] }, noExternalData, 'onnx.tensor-data-missing', '8 bytes'],
  ])('shows a graph with %s, and refuses what needs the data', (_name, tensor, around, code, what) => {
    for (const dims of [[2n], [64n]]) {
      const isExternal = 'externalData' in tensor;
      if (isExternal && dims[0] === 64n && around === beside) continue;
      const { model, diagnostics } = importOnnx(withTensor({ ...tensor, dims }), around);
      expect(diagnostics).toMatchObject([{ severity: 'warning', code, place: 'w' }]);
      if (dims[0] === 2n) expect(diagnostics[0]?.message).toContain(what);
      verifyGraph(model.graph);
      expect(() => exportOnnx(model)).toThrow(expect.objectContaining({ code: 'export.incomplete-model' }));
      for (const unread of model.graph.initializers.values())
        expect(() => tensorNumbers(unread)).toThrow(expect.objectContaining({ code }));
    }
  });
});

describe('refuses what cannot be a model', () => {
  test.each([
    ['random bytes', Uint8Array.from({ length: 300 }, (_, index) => (index * 7919) % 251), 'onnx.not-onnx'],
    ['a truncated file', encode(relu).slice(0, -5), 'onnx.not-onnx'],
    [
      'a model without a graph',
      toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n })),
      'onnx.no-graph',
    ],
    ['a graph of one output without a name', encode({ output: [{ name: '' }] }), 'onnx.no-graph'],
    [
      'an opset from the future',
      encode(relu, { opsetImport: [{ domain: '', version: 999n }] }),
      'onnx.unsupported-opset',
    ],
    [
      'a cycle',
      encode({
        ...relu,
        node: [
          { opType: 'Add', name: 'first', input: ['x', 'b'], output: ['a'] },
          { opType: 'Relu', input: ['a'], output: ['b'] },
          { opType: 'Relu', input: ['b'], output: ['y'] },
        ],
      }),
      'onnx.cyclic',
    ],
  ])('%s', (_name, bytes, code) => {
    expect(() => importOnnx(bytes)).toThrow(expect.objectContaining({ code }));
  });
});

test('of values with one name the first keeps it, and the model can still be shown', () => {
  const { model, diagnostics } = importOnnx(
    encode({
      ...relu,
      node: [
        { opType: 'Relu', input: ['x'], output: ['y'] },
        { opType: 'Neg', input: ['x'], output: ['y'] },
        { opType: 'Neg', input: ['y'], output: ['x'] },
      ],
      initializer: [{ name: 'x', dataType: 1, dims: [1n], floatData: [1] }],
    }),
  );
  expect(new Set(diagnostics.map(({ code }) => code))).toEqual(
    new Set(['onnx.duplicate-value', 'onnx.overridable-initializers']),
  );
  verifyGraph(model.graph);
  expect(new Set([...model.graph.values.values()].map(({ name }) => name)).size).toBe(model.graph.values.size);
  expect(() => exportOnnx(model)).toThrow(expect.objectContaining({ code: 'export.incomplete-model' }));
});

test('nodes of one name are told', () => {
  const node = { name: 'act', opType: 'Relu' };
  const { diagnostics } = importOnnx(
    encode({
      ...relu,
      node: [
        { ...node, input: ['x'], output: ['a'] },
        { ...node, input: ['a'], output: ['y'] },
      ],
    }),
  );
  expect(diagnostics).toMatchObject([{ code: 'onnx.duplicate-node-name', place: 'act' }]);
});

test('a model that names no output gives what nothing uses', () => {
  const { model, diagnostics } = importOnnx(encode({ ...relu, output: [] }));
  expect(diagnostics).toMatchObject([{ code: 'onnx.no-outputs' }]);
  expect(model.graph.outputs.map((id) => model.graph.values.get(id)?.name)).toEqual(['y']);
});

test('versions that cannot be are read as the first', () => {
  const versions = [
    { domain: '', version: 17n },
    { domain: 'org.example', version: 2n ** 63n - 1n },
  ];
  const { model, diagnostics } = importOnnx(encode(relu, { opsetImport: versions, irVersion: -1n }));
  expect(diagnostics).toMatchObject([{ code: 'onnx.invalid-version' }]);
  expect(model.graph.opsets.get('org.example')).toBe(1);
  expect(importOnnx(exportOnnx(model)).diagnostics).toEqual([]);
});

test('of many diagnostics of one kind only some are told one by one', () => {
  const node = Array.from({ length: 500 }, (_, index) => ({
    opType: 'Neg',
    input: [`ghost${index}`],
    output: [`n${index}`],
  }));
  const { diagnostics } = importOnnx(encode({ ...relu, node: [...(relu.node ?? []), ...node] }));
  expect(diagnostics).toHaveLength(21);
  expect(diagnostics.at(-1)?.message).toBe('There are 480 more of this kind.');
});

test('a value that nothing produces is a warning, and the graph can still be shown', () => {
  const { model, diagnostics } = importOnnx(
    encode({ ...relu, node: [{ opType: 'Add', input: ['x', 'ghost'], output: ['y'] }] }),
  );
  expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'onnx.undefined-value', place: 'ghost' }]);
  verifyGraph(model.graph);
});

test('before IR version 4, initializers that are listed as inputs are constants', () => {
  const graph: GraphInit = {
    ...relu,
    node: [{ opType: 'Add', input: ['x', 'w'], output: ['y'] }],
    input: [port('x', float, 'N', 2), port('w', float, 2)],
    initializer: [{ name: 'w', dataType: 1, dims: [2n], floatData: [1, 2] }],
  };
  expect(importOnnx(encode(graph, { irVersion: 3n })).model.graph.inputs).toHaveLength(1);
  const newer = importOnnx(encode(graph));
  expect(newer.model.graph.inputs).toHaveLength(2);
  expect(newer.diagnostics).toMatchObject([{ code: 'onnx.overridable-initializers', place: 'w' }]);
});
