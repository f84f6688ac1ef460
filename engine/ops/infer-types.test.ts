import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test, vi } from 'vitest';
import { importOnnx } from '../importers/onnx/import-onnx.ts';
import type { Graph } from '../ir/graph.ts';
import { parseGraph } from '../ir/parse.ts';
import { topologicalOrder } from '../ir/query.ts';
import { inferKnownElements, inferTypes, inferTypesWithDiagnostics } from './infer-types.ts';
import { elementsOf } from './known-values.ts';
import { findOpSpec } from './registry.ts';
import { forgetTypes } from './testing/forget-types.ts';
import { printOutputTypes, printType } from './testing/print-types.ts';
import { withBodies } from './testing/with-bodies.ts';

const typesOf = (text: string) => printOutputTypes(inferTypes(parseGraph(text)));

/** The graph with its only output declared as `shape`. */
function declared(text: string, shape: readonly (number | string)[]): Graph {
  const graph = parseGraph(text);
  const [id] = graph.outputs;
  const value = id === undefined ? undefined : graph.values.get(id);
  if (!value) throw new TypeError('No output');
  const type = { kind: 'tensor', dataType: 'float32', shape } as const;
  return { ...graph, values: graph.values.set(value.id, { ...value, type }) };
}

describe('shapes computed by the graph', () => {
  it.each([
    [
      'a head split: the target is built from the shape of the input',
      `s = Shape(x[batch,seq,768])
       b = Unsqueeze(Gather(s, int64(0)), int64{0})
       q = Unsqueeze(Gather(s, int64(1)), int64{0})
       y = Reshape(x, Concat(b, q, int64{12,64}){axis=0})`,
      'float32[batch, seq, 12, 64]',
    ],
    [
      'heads folded into the batch: a product of a number and a name',
      `s = Shape(x[197,batch,768])
       h = Mul(Gather(s, int64(1)), int64(12))
       y = Reshape(x, Concat(int64{197}, Unsqueeze(h, int64{0}), int64{64}){axis=0})`,
      'float32[197, 12*batch, 64]',
    ],
    [
      'an Expand whose -1 means the extent it has',
      `t = Concat(Slice(Shape(x[batch,4]), int64{0}, int64{1}), int64{-1}){axis=0}
       ones = ConstantOfShape(int64{2})
       minus = Mul(Cast(ones){to=7}, int64(0))
       same = Equal(t, Sub(minus, int64(1)))
       y = Expand(x1[1,1], Where(same, Add(minus, int64(1)), t))`,
      'float32[batch, 1]',
    ],
    [
      'positions of a sequence with a past',
      `n = Gather(Shape(x[batch,seq]), int64(1))
       p = Gather(Shape(x1[batch,past,8]), int64(1))
       y = Range(p, Add(n, p), int64(1))`,
      'int64[seq]',
    ],
    [
      'a table of positions cut to the sequence',
      `n = Unsqueeze(Gather(Shape(x[batch,seq]), int64(1)), int64{0})
       y = Slice(w[1,512], int64{0}, n, int64{1})`,
      'float32[1, seq]',
    ],
    [
      'a size halved in floats',
      `s = Slice(Shape(x[1,3,64,48]), int64{2}, int64{4})
       f = Floor(Mul(Cast(s){to=1}, float32(0.5)))
       y = Resize(x, _, _, Concat(int64{1,3}, Cast(f){to=7}){axis=0})`,
      'float32[1, 3, 32, 24]',
    ],
    [
      'an element count by product',
      'y = Reshape(x[N,4,seq], Unsqueeze(ReduceProd(Shape(x)){keepdims=0}, int64{0}))',
      'float32[4*N*seq]',
    ],
    ['an element count', 'y = Reshape(x[N,4], Unsqueeze(Size(x), int64{0}))', 'float32[4*N]'],
  ])('%s', (_, text, expected) => expect(typesOf(text)).toBe(expected));

  it('are known by number or name', () => {
    const graph = parseGraph('y = Mul(Shape(x[N,4]), int64(2))');
    const [output] = graph.outputs;
    expect(output !== undefined && elementsOf(inferKnownElements(graph).get(output))).toEqual(['2*N', 8]);
  });
});

describe('declared types', () => {
  it('are kept where they say more', () => {
    expect(printOutputTypes(inferTypes(declared('y = NonZero(x[N,4])', [2, 'count'])))).toBe('int64[2, count]');
    expect(printOutputTypes(inferTypes(declared('y = Relu(x[N,4])', [8, 4])))).toBe('float32[8, 4]');
    expect(printOutputTypes(inferTypes(declared('y = Unknown(x[N,4])', ['N', 2])))).toBe('float32[N, 2]');
  });

  it('give way to names that inputs have', () => {
    expect(printOutputTypes(inferTypes(declared('y = Relu(x[N,4])', ['Reluy_dim_0', 4])))).toBe('float32[N, 4]');
  });

  it('that an operator contradicts are reported, and the inferred ones stand', () => {
    const { graph, diagnostics } = inferTypesWithDiagnostics(declared('y = Relu(x[N,4])', ['N', 5]));
    expect(printOutputTypes(graph)).toBe('float32[N, 4]');
    expect(diagnostics).toEqual([
      {
        severity: 'warning',
        code: 'types.contradiction',
        message: '"y" is declared as float32[N, 5], but its operator makes float32[N, 4] of its inputs.',
        place: 'y',
      },
    ]);
  });
});

test('where an operator cannot be made sense of, that is reported and the types declared for its outputs stand', () => {
  const graph = declared('y = Relu(Relu(x[N,4]))', ['N', 4]);
  const [node] = graph.nodes.values();
  const spec = node && findOpSpec(node);
  if (!spec) throw new Error('Relu has no spec');
  vi.spyOn(spec, 'inferOutputs').mockImplementation(() => {
    throw new RangeError('Invalid array length');
  });
  const { graph: typed, diagnostics } = inferTypesWithDiagnostics(graph);
  vi.restoreAllMocks();
  expect(printOutputTypes(typed)).toBe('float32[N, 4]');
  expect(diagnostics.map(({ code }) => code)).toEqual(['types.inference-failed', 'types.inference-failed']);
});

describe('given extents', () => {
  it('of an input count everywhere its dimension is named', () => {
    const graph = parseGraph('y = Concat(x[N,4], x1[N,4]){axis=1}; z = Relu(x1); return y, z');
    const shaped = inferTypes(graph, { inputShapes: new Map([['x', [8, 4]]]) });
    expect(printOutputTypes(shaped)).toBe('float32[8, 8]; float32[8, 4]');
  });

  it('of a dimension are put into expressions too', () => {
    const graph = declared('y = Unknown(x[N,4])', ['2*N', 4]);
    expect(printOutputTypes(inferTypes(graph, { dims: new Map([['N', 8]]) }))).toBe('float32[16, 4]');
  });

  it('that replace a declared number make declared numbers downstream void', () => {
    const { graph, diagnostics } = inferTypesWithDiagnostics(declared('y = Unknown(Relu(x[1,4]))', [1, 4]), {
      inputShapes: new Map([['x', [8, 4]]]),
    });
    expect(printOutputTypes(graph)).toBe('float32[?, ?]');
    expect(diagnostics.map(({ place }) => place)).toEqual(['x']);
  });
});

describe('subgraphs', () => {
  it('see the types of what they capture, and an If gives what its branches have in common', () => {
    const graph = withBodies('a = Relu(x[N,4]); y = If(x1:bool[])', {
      then_branch: { text: 'y = Concat(x, x){axis=1}', captures: { x: 'a' } },
      else_branch: { text: 'y = Concat(x, x, x){axis=1}', captures: { x: 'a' } },
    });
    const inferred = inferTypes(graph);
    expect(printOutputTypes(inferred)).toBe('float32[N, ?]');
    const [branch] = [...(topologicalOrder(inferred).at(-1)?.attributes.values() ?? [])];
    expect(branch?.type === 'graph' && printOutputTypes(branch.value.graph)).toBe('float32[N, 8]');
  });

  it('of an If whose condition is constant: the branch that runs', () => {
    const branches = { then_branch: { text: 'y = Relu(w[2])' }, else_branch: { text: 'y = Relu(w[3])' } };
    expect(printOutputTypes(inferTypes(withBodies('y = If(bool(0))', branches)))).toBe('float32[3]');
  });

  it('of a Loop keep only the extents that an iteration leaves as they are', () => {
    const graph = withBodies('y, s = Loop(int64(3), _, x[N,1])', {
      body: {
        text: 'i = Neg(x:int64[]); c = Identity(x1:bool[]); g = Concat(x2, x2){axis=1}; s = Relu(w[5]); return c, g, s',
      },
    });
    expect(printOutputTypes(inferTypes(graph))).toBe('float32[N, ?]; float32[?, 5]');
  });

  it('of a Scan get one slice of each scanned input', () => {
    const graph = withBodies('h, ys = Scan(x[N,8], x1[seq,N,4]){num_scan_inputs=1}', {
      body: { text: 'h = Add(x, MatMul(x1, w[4,8])); return h, x1' },
    });
    expect(printOutputTypes(inferTypes(graph))).toBe('float32[N, 8]; float32[seq, N, 4]');
  });
});

describe('the inferred graph', () => {
  it('is the same object where nothing was learned', () => {
    const once = inferTypes(parseGraph('y = Relu(Conv(x[N,3,8,8], w[4,3,3,3]))'));
    expect(inferTypes(once)).toBe(once);
  });

  it('shares nodes and constants', () => {
    const graph = parseGraph('y = Relu(x[N,3])');
    const inferred = inferTypes(graph);
    expect([inferred.nodes, inferred.initializers]).toEqual([graph.nodes, graph.initializers]);
    expect(inferred.nodes).toBe(graph.nodes);
  });

  it('keeps opaque nodes and what is declared for them', () => {
    expect(typesOf('y = Relu(com.example::Anything(x[N,3]))')).toBe('?');
  });
});

const models = join(import.meta.dirname, '../../../shared/models');
const topologies = existsSync(models)
  ? readdirSync(join(models, 'topologies')).filter((name) => name.endsWith('.onnx'))
  : [];

describe.skipIf(topologies.length === 0)(
  `exporters' graphs${topologies.length === 0 ? ' (skipped: no folder ../shared/models beside the repository)' : ''}`,
  () => {
    it.each(topologies)(
      '%s: every type follows from the inputs, and agrees with what the exporter declared',
      (name) => {
        const { graph } = importOnnx(readFileSync(join(models, 'topologies', name)), weightsElsewhere).model;
        const forgetful = inferTypes(forgetTypes(graph));
        for (const node of topologicalOrder(forgetful)) {
          for (const id of node.outputs) {
            const type = id === undefined ? undefined : forgetful.values.get(id)?.type;
            expect(printType(type), `${node.opType} ${node.name}`).not.toMatch(/\?/);
          }
        }
        const { diagnostics } = inferTypesWithDiagnostics(graph);
        expect(diagnostics).toEqual([]);
      },
    );
  },
);

/** Weights of any size that nobody may read. */
const weightsElsewhere = {
  byteLengthOf: () => Number.MAX_SAFE_INTEGER,
  read: (): never => {
    throw new Error('Type inference read a weight');
  },
};
