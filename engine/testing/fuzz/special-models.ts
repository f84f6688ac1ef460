import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  type FunctionProtoSchema,
  type GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation,
} from 'onnx-buf';

type Init<S extends Parameters<typeof create>[0]> = Omit<MessageInitShape<S>, '$typeName' | '$unknown'>;

const FLOAT = 1;
const INT64 = 7;
const STRING = 8;

const tensorPort = (name: string, elemType: number, ...dims: readonly number[]) => ({
  name,
  type: {
    value: {
      case: 'tensorType' as const,
      value: {
        elemType,
        shape: { dim: dims.map((dim) => ({ value: { case: 'dimValue' as const, value: BigInt(dim) } })) },
      },
    },
  },
});

const modelOf = (graph: Init<typeof GraphProtoSchema>, rest: Init<typeof ModelProtoSchema> = {}): Uint8Array =>
  toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 9n,
      producerName: 'special',
      opsetImport: [
        { domain: '', version: 17n },
        { domain: 'local', version: 1n },
      ],
      ...rest,
      graph: { name: 'g', ...graph },
    }),
  );

const twice: Init<typeof FunctionProtoSchema> = {
  name: 'Twice',
  domain: 'local',
  input: ['a'],
  output: ['b'],
  attribute: ['axis'],
  opsetImport: [{ domain: '', version: 17n }],
  node: [
    {
      opType: 'Softmax',
      input: ['a'],
      output: ['t'],
      attribute: [{ name: 'axis', type: AttributeType.INT, refAttrName: 'axis' }],
    },
    { opType: 'Add', input: ['t', 't'], output: ['b'] },
  ],
};

/** What exporters write and the text form cannot say. */
export const specialModels: ReadonlyMap<string, Uint8Array> = new Map([
  [
    'functions',
    modelOf(
      {
        input: [tensorPort('x', FLOAT, 2, 3)],
        output: [tensorPort('y', FLOAT, 2, 3)],
        node: [
          {
            opType: 'Twice',
            domain: 'local',
            input: ['x'],
            output: ['m'],
            attribute: [{ name: 'axis', type: AttributeType.INT, i: 1n }],
          },
          { opType: 'Outer', domain: 'local', input: ['m'], output: ['y'] },
        ],
      },
      {
        functions: [
          twice,
          {
            name: 'Outer',
            domain: 'local',
            input: ['p'],
            output: ['q'],
            opsetImport: [{ domain: 'local', version: 1n }],
            attributeProto: [{ name: 'axis', type: AttributeType.INT, i: 0n }],
            node: [
              {
                opType: 'Twice',
                domain: 'local',
                input: ['p'],
                output: ['q'],
                attribute: [{ name: 'axis', type: AttributeType.INT, refAttrName: 'axis' }],
              },
            ],
          },
        ],
      },
    ),
  ],
  [
    'old files whose initializers are inputs',
    modelOf(
      {
        input: [tensorPort('x', FLOAT, 1, 3), tensorPort('w', FLOAT, 3, 2)],
        output: [tensorPort('y', FLOAT, 1, 2)],
        node: [{ opType: 'MatMul', input: ['x', 'w'], output: ['y'] }],
        initializer: [{ name: 'w', dataType: FLOAT, dims: [3n, 2n], floatData: [1, 2, 3, 4, 5, 6] }],
      },
      { irVersion: 3n, opsetImport: [{ domain: '', version: 8n }] },
    ),
  ],
  [
    'external data',
    modelOf({
      input: [tensorPort('x', FLOAT, 1, 8)],
      output: [tensorPort('y', FLOAT, 1, 8)],
      node: [{ opType: 'Add', input: ['x', 'w'], output: ['y'] }],
      initializer: [
        {
          name: 'w',
          dataType: FLOAT,
          dims: [8n],
          dataLocation: TensorProto_DataLocation.EXTERNAL,
          externalData: [
            { key: 'location', value: 'weights.bin' },
            { key: 'offset', value: '64' },
            { key: 'length', value: '32' },
          ],
        },
      ],
    }),
  ],
  [
    'sparse weights, annotations, strings',
    modelOf({
      input: [tensorPort('x', FLOAT, 3), tensorPort('t', STRING, 2)],
      output: [tensorPort('y', FLOAT, 3), tensorPort('u', STRING, 2)],
      node: [
        { opType: 'Add', input: ['x', 's'], output: ['y'] },
        { opType: 'Identity', input: ['words'], output: ['u'] },
        {
          opType: 'StringNormalizer',
          input: ['t'],
          output: ['z'],
          attribute: [{ name: 'stopwords', type: AttributeType.STRINGS, strings: [Uint8Array.of(97)] }],
        },
      ],
      initializer: [
        { name: 'words', dataType: STRING, dims: [2n], stringData: [Uint8Array.of(65), Uint8Array.of(66)] },
      ],
      sparseInitializer: [
        {
          values: { name: 's', dataType: FLOAT, dims: [1n], floatData: [1] },
          indices: { dataType: INT64, dims: [1n], int64Data: [2n] },
          dims: [3n],
        },
      ],
      quantizationAnnotation: [{ tensorName: 'x', quantParameterTensorNames: [{ key: 'SCALE_TENSOR', value: 's' }] }],
    }),
  ],
  [
    'sequences, optionals and maps',
    modelOf({
      input: [
        { name: 's', type: { value: { case: 'sequenceType', value: { elemType: tensorPort('', FLOAT, 2).type } } } },
        { name: 'o', type: { value: { case: 'optionalType', value: { elemType: tensorPort('', FLOAT, 2).type } } } },
      ],
      output: [
        tensorPort('y', FLOAT, 2),
        {
          name: 'm',
          type: { value: { case: 'mapType', value: { keyType: INT64, valueType: tensorPort('', FLOAT).type } } },
        },
      ],
      node: [
        { opType: 'SequenceAt', input: ['s', 'zero'], output: ['e'] },
        { opType: 'OptionalGetElement', input: ['o'], output: ['g'] },
        { opType: 'Add', input: ['e', 'g'], output: ['y'] },
        { opType: 'ZipMap', domain: 'ai.onnx.ml', input: ['y'], output: ['m'] },
      ],
      initializer: [{ name: 'zero', dataType: INT64, dims: [], int64Data: [0n] }],
    }),
  ],
  [
    'an unknown domain and every kind of attribute',
    modelOf({
      input: [tensorPort('x', FLOAT, 2)],
      output: [tensorPort('y', FLOAT, 2)],
      node: [
        {
          opType: 'Mystery',
          domain: 'org.example',
          name: 'riddle',
          docString: 'unknown',
          input: ['x', ''],
          output: ['y', ''],
          attribute: [
            { name: 'i', type: AttributeType.INT, i: -1n },
            { name: 'f', type: AttributeType.FLOAT, f: Number.NaN },
            { name: 's', type: AttributeType.STRING, s: Uint8Array.of(255, 0) },
            { name: 'is', type: AttributeType.INTS, ints: [1n, 2n] },
            { name: 'fs', type: AttributeType.FLOATS, floats: [0.5, Number.POSITIVE_INFINITY] },
            { name: 'ss', type: AttributeType.STRINGS, strings: [Uint8Array.of(65)] },
            { name: 't', type: AttributeType.TENSOR, t: { dataType: FLOAT, dims: [2n], rawData: new Uint8Array(8) } },
            {
              name: 'g',
              type: AttributeType.GRAPH,
              g: {
                name: 'b',
                node: [{ opType: 'Neg', input: ['x'], output: ['n'] }],
                output: [tensorPort('n', FLOAT, 2)],
              },
            },
            { name: 'tp', type: AttributeType.TYPE_PROTO, tp: { denotation: 'kept' } },
          ],
        },
      ],
      metadataProps: [{ key: 'k', value: 'v' }],
    }),
  ],
]);
