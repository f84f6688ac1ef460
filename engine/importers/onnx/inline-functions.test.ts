import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  type FunctionProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
} from 'onnx-buf';
import { describe, expect, test } from 'vitest';
import { exportOnnx } from '../../export/export-onnx.ts';
import { printGraph } from '../../ir/print.ts';
import { topologicalOrder } from '../../ir/query.ts';
import { importOnnx } from './import-onnx.ts';

type FunctionInit = MessageInitShape<typeof FunctionProtoSchema>;
type NodeInit = MessageInitShape<typeof NodeProtoSchema>;

const opsetImport = [
  { domain: '', version: 17n },
  { domain: 'local', version: 1n },
];

const port = (name: string) => ({
  name,
  type: {
    value: {
      case: 'tensorType' as const,
      value: { elemType: 1, shape: { dim: [{ value: { case: 'dimValue' as const, value: 2n } }] } },
    },
  },
});

const model = (node: NodeInit[], functions: FunctionInit[]) =>
  importOnnx(
    toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        irVersion: 9n,
        opsetImport,
        functions,
        graph: { name: 'g', node, input: [port('x')], output: [port('y')] },
      }),
    ),
  );

const call = (opType: string, input: string[], output: string[], rest: object = {}): NodeInit => ({
  opType,
  domain: 'local',
  input,
  output,
  ...rest,
});

const scaled: FunctionInit = {
  name: 'Scaled',
  domain: 'local',
  input: ['a', 'bias'],
  output: ['r'],
  attribute: ['alpha'],
  attributeProto: [{ name: 'beta', type: AttributeType.FLOAT, f: 0.25 }],
  opsetImport: [{ domain: '', version: 17n }],
  node: [
    {
      opType: 'LeakyRelu',
      name: 'act',
      input: ['a'],
      output: ['t'],
      attribute: [{ name: 'alpha', type: AttributeType.FLOAT, refAttrName: 'alpha' }],
    },
    {
      opType: 'HardSigmoid',
      input: ['t'],
      output: ['u'],
      attribute: [{ name: 'beta', type: AttributeType.FLOAT, refAttrName: 'beta' }],
    },
    { opType: 'Clip', input: ['u', 'bias'], output: ['r'] },
  ],
};

describe('a call of a function of the model', () => {
  test('is its body, with the attributes of the call, and of the function where the call has none', () => {
    const { model: imported, diagnostics } = model(
      [
        call('Scaled', ['x'], ['y'], {
          name: 'block',
          attribute: [{ name: 'alpha', type: AttributeType.FLOAT, f: 0.5 }],
        }),
      ],
      [scaled],
    );
    expect(diagnostics).toEqual([]);
    expect(printGraph(imported.graph)).toBe(
      't1 = LeakyRelu(x[2]){alpha=0.5}\nt2 = HardSigmoid(t1){beta=0.25}\nt3 = Clip(t2, _)\nreturn t3',
    );
    expect(topologicalOrder(imported.graph).map(({ name }) => name)).toEqual(['block/act', '', '']);
    expect(imported.carried.functions).toEqual([]);
    expect(printGraph(importOnnx(exportOnnx(imported)).model.graph)).toBe(printGraph(imported.graph));
  });

  test('twice has values of its own each time, also where functions call functions', () => {
    const twice: FunctionInit = {
      name: 'Twice',
      domain: 'local',
      input: ['a'],
      output: ['b'],
      opsetImport,
      node: [call('Scaled', ['a', ''], ['m']), call('Scaled', ['m', ''], ['b'])],
    };
    const { model: imported, diagnostics } = model(
      [call('Twice', ['x'], ['m']), call('Twice', ['m'], ['y'])],
      [scaled, twice],
    );
    expect(diagnostics).toEqual([]);
    expect(imported.graph.nodes.size).toBe(12);
  });

  test('that hands an input on is an Identity', () => {
    const pass: FunctionInit = { name: 'Pass', domain: 'local', input: ['a'], output: ['a'], opsetImport };
    expect(printGraph(model([call('Pass', ['x'], ['y'])], [pass]).model.graph)).toBe('t1 = Identity(x[2])\nreturn t1');
  });

  test('inside of a branch, and a branch inside of a body, see what is around them', () => {
    const branching: FunctionInit = {
      name: 'Branching',
      domain: 'local',
      input: ['a', 'c'],
      output: ['r'],
      opsetImport,
      node: [
        { opType: 'Neg', input: ['a'], output: ['n'] },
        {
          opType: 'If',
          input: ['c'],
          output: ['r'],
          attribute: ['then_branch', 'else_branch'].map((name) => ({
            name,
            type: AttributeType.GRAPH,
            g: { name, node: [call('Scaled', ['n', ''], ['x'])], output: [{ name: 'x' }] },
          })),
        },
      ],
    };
    const { model: imported, diagnostics } = model([call('Branching', ['x', 'x'], ['y'])], [scaled, branching]);
    expect(diagnostics).toEqual([]);
    const [, branch] = topologicalOrder(imported.graph);
    const body = branch?.attributes.get('then_branch');
    expect(body?.type === 'graph' && body.value.graph.nodes.size).toBe(3);
    expect(branch?.captures).toHaveLength(1);
  });
});

describe('a function stays a call', () => {
  test('where it calls itself', () => {
    const endless: FunctionInit = {
      name: 'Endless',
      domain: 'local',
      input: ['a'],
      output: ['b'],
      opsetImport,
      node: [call('Endless', ['a'], ['b'])],
    };
    const { model: imported, diagnostics } = model([call('Endless', ['x'], ['y'])], [endless]);
    expect(diagnostics).toMatchObject([{ code: 'onnx.function-kept', place: 'Endless' }]);
    expect(imported.graph.nodes.size).toBe(1);
    expect(imported.carried.functions).toHaveLength(1);
  });

  test('where it is written for another version of the operators', () => {
    const older = { ...scaled, opsetImport: [{ domain: '', version: 13n }] };
    const { model: imported, diagnostics } = model([call('Scaled', ['x'], ['y'])], [older]);
    expect(diagnostics[0]?.message).toContain('version 13 of the operators of "ai.onnx", the model for 17');
    expect(imported.carried.functions).toHaveLength(1);
  });
});

test('functions that would write out more nodes than a graph may have are refused at once', () => {
  const doubling = Array.from(
    { length: 40 },
    (_, level): FunctionInit => ({
      name: `F${level}`,
      domain: 'local',
      input: ['a'],
      output: ['b'],
      opsetImport,
      node:
        level === 0
          ? [{ opType: 'Neg', input: ['a'], output: ['b'] }]
          : [call(`F${level - 1}`, ['a'], ['m']), call(`F${level - 1}`, ['m'], ['b'])],
    }),
  );
  expect(() => model([call('F39', ['x'], ['y'])], doubling)).toThrow(
    expect.objectContaining({ code: 'onnx.too-many-nodes' }),
  );
});
