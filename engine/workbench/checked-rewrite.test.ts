import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npyBytes } from '../accuracy/testing/array-files.ts';
import { exportOnnx } from '../export/export-onnx.ts';
import { parseGraph } from '../ir/parse.ts';
import { op } from '../passes/fusion/match.ts';
import { defineRule } from '../passes/fusion/rule.ts';
import { optimize } from '../passes/optimize.ts';
import { toReservations } from '../passes/rule-switches.ts';
import { runSteps } from '../passes/run-steps.ts';
import { eliminateIdentity } from '../passes/simplify/eliminate-identity.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { createRunnerPool } from '../runtime/runner-pool.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { targetOf } from '../targets/targets.ts';
import { modelOf } from '../testing/run-graph.ts';
import { rewriteChecked } from './checked-rewrite.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import type { RewriteOptions } from './rewrite-model.ts';

let factory: SessionFactory;
beforeAll(() => {
  factory = createRunnerPool({ processHost: createNodeProcessHost() });
});
afterAll(() => factory.dispose());

const services = () => ({ factory, signal: new AbortController().signal, onProgress: () => {} });

async function load(text: string): Promise<LoadedModel> {
  const path = join(mkdtempSync(join(tmpdir(), 'lathe-proof-')), 'model.onnx');
  writeFileSync(path, exportOnnx(modelOf(parseGraph(text))));
  return loadModel(path);
}

const branches = `
  a = Relu(x[N,4])
  b = Identity(a)
  c = Neg(Neg(b))
  y = Add(Sigmoid(c), Sqrt(Sqrt(b)))`;

/** Takes a Sqrt of a Sqrt for the Sqrt alone, and rightly Neg(Neg(x)) for x. */
const sqrtOfSqrt = defineRule({
  name: 'sqrt-of-sqrt',
  summary: 'wrong on purpose',
  example: { before: '', after: '' },
  root: 'outer',
  pattern: { inner: op('Sqrt'), outer: op('Sqrt', { X: 'inner' }) },
  rewrite: ({ inner, outer }, patch) => patch.replace(outer.output, inner.output),
});
const doubleNegation = defineRule({
  name: 'double-negation',
  summary: 'Neg of Neg is nothing',
  example: { before: '', after: '' },
  root: 'outer',
  pattern: { inner: op('Neg'), outer: op('Neg', { X: 'inner' }) },
  rewrite: ({ inner, outer }, patch) => {
    const [input] = inner.node.inputs;
    if (input !== undefined) patch.replace(outer.output, input);
  },
});

function rewriteWithDefect({ frozen }: LoadedModel, { onStep, disabledRules = [], ...options }: RewriteOptions) {
  const steps = [sqrtOfSqrt, doubleNegation, eliminateIdentity].filter(({ name }) => !disabledRules.includes(name));
  const target = targetOf(options.target);
  const trace = { applied: [], refused: [], onStep };
  const graph = runSteps(frozen, steps, { target, foldSizeLimitBytes: 0, ...toReservations(options) }, trace);
  return { ...optimize(graph, options), target: options.target };
}

describe('rewriteChecked', () => {
  test('takes back a change that gives other numbers, and keeps the others', async () => {
    const checked = await rewriteChecked(await load(branches), { target: 'portable' }, services(), rewriteWithDefect);
    expect(checked.undone.map(({ rule }) => rule)).toEqual(['sqrt-of-sqrt']);
    expect(checked.undone[0]?.outcome).toMatchObject({ status: 'different' });
    const remaining = [...checked.rewritten.graph.nodes.values()].map(({ opType }) => opType);
    expect(remaining.toSorted()).toEqual(['Add', 'Relu', 'Sigmoid', 'Sqrt', 'Sqrt']);
    expect(checked.proofs.map(({ rule, outcome }) => [rule, outcome.status])).toEqual([
      ['eliminate-identity', 'equal'],
      ['double-negation', 'equal'],
    ]);
  });

  test('proves weights folded in advance within rounding, and calls groups groups', async () => {
    const loaded = await load('y = Relu(BatchNormalization(Conv(x[1,3,8,8], W[4,3,3,3]), s[4], b[4], m[4], v[4]))');
    const { proofs, undone } = await rewriteChecked(loaded, { target: 'tensorrt' }, services());
    expect(undone).toEqual([]);
    expect(proofs.map(({ rule, outcome }) => [rule, outcome.status])).toEqual([
      ['fuse-batch-norm-into-conv', 'equal'],
      ['fuse-activation-into-conv', 'grouping-only'],
    ]);
    const [folded] = proofs;
    expect(folded?.outcome).toMatchObject({ maxRelativeError: expect.any(Number) });
    if (folded?.outcome.status === 'equal') expect(folded.outcome.maxRelativeError).toBeLessThan(1e-5);
  });

  test('proves what moves a bias along a chain and past a skip connection, where values between mean something else', async () => {
    const loaded = await load(`r = Relu(Conv(x[1,3,6,6], W[4,3,1,1], B[4]))
      s = Relu(Add(Conv(r, V[4,4,1,1], C[4]), r))
      y = Conv(Relu(Add(Conv(s, U[4,4,1,1], D[4]), s)), T[2,4,1,1], E[2])`);
    const enabledRules = ['carry-bias-past-relu', 'lower-residual-conv-to-gemm'];
    const options = { target: 'onnxruntime-cuda', enabledRules } as const;
    const { proofs, undone } = await rewriteChecked(loaded, options, services());
    expect(undone).toEqual([]);
    expect(proofs.map(({ rule, outcome }) => [rule, outcome.status])).toEqual([
      ['carry-bias-past-relu', 'equal'],
      ['carry-bias-past-relu', 'equal'],
      ['carry-bias-past-relu', 'equal'],
      ['lower-residual-conv-to-gemm', 'equal'],
      ['lower-residual-conv-to-gemm', 'equal'],
    ]);
  });

  test('proves on data too, also what reads a value that an earlier change made', async () => {
    const loaded = await load(
      'b = BatchNormalization(Conv(x[N,3,8,8], W[4,3,3,3]), s[4], t[4], m[4], v[4]); y = Relu(Mul(b, k[4,1,1]))',
    );
    const folder = mkdtempSync(join(tmpdir(), 'lathe-proof-'));
    const path = join(folder, 'inputs.npy');
    writeFileSync(
      path,
      npyBytes(
        '<f4',
        [3, 3, 8, 8],
        Float32Array.from({ length: 576 }, (_, at) => Math.sin(at)),
      ),
    );
    const data = { path, preprocess: 'none', labelOffset: 0 };
    const { proofs, undone } = await rewriteChecked(loaded, { target: 'portable', data }, services());
    expect(undone).toEqual([]);
    expect(proofs.map(({ rule, outcome, onData }) => [rule, outcome.status, onData])).toEqual([
      ['fuse-batch-norm-into-conv', 'equal', true],
      ['fuse-mul-into-conv', 'equal', true],
    ]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('lathe-recorded-'))).toEqual([]);
  });

  test('says why a change could not be checked', async () => {
    const loaded = await load('y = Relu(Identity(Identity(x[H,W])))');
    const { proofs } = await rewriteChecked(loaded, { target: 'portable' }, services());
    expect(proofs[0]?.outcome).toEqual({ status: 'not-checked', reason: 'the shape of x is open' });
  });

  test('uses the dims that it is given', async () => {
    const loaded = await load('y = Relu(Identity(Identity(x[H,W])))');
    const { proofs } = await rewriteChecked(loaded, { target: 'portable', shapes: { x: [3, 5] } }, services());
    expect(proofs[0]?.outcome).toEqual({ status: 'equal', maxAbsoluteError: 0, maxRelativeError: 0 });
  });
});
