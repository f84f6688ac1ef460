import { describe, expect, it } from 'vitest';
import { WorkbenchError } from '../errors.ts';
import type { Session, SessionOptions } from '../runtime/session.ts';
import type { FloatDataset } from './datasets/dataset.ts';
import { randomDataset } from './datasets/random-dataset.ts';
import { numbersOf } from './elements.ts';
import { type EvaluateOptions, evaluate } from './evaluate.ts';
import { presets } from './preprocess.ts';
import { factoryOf, LinearSession } from './testing/linear-classifier.ts';

const options: SessionOptions = { provider: 'cpu', threads: 1, graphOptimization: 'all' };

/** Six samples of three values; with identity weights the class is the position of the 9. */
const samples = [
  [9, 1, 2],
  [1, 9, 2],
  [1, 2, 9],
  [9, 2, 1],
  [2, 9, 1],
  [2, 1, 9],
];

const data = (labels?: readonly number[]): FloatDataset => ({
  name: 'six.npy',
  origin: 'recorded',
  elementKind: 'float',
  sampleCount: samples.length,
  sampleShape: [3],
  ...(labels === undefined ? {} : { labels: Int32Array.from(labels) }),
  read: async (start, count) => Float32Array.from(samples.slice(start, start + count).flat()),
});

const input = (...dims: (number | string)[]) => ({ name: 'x', dataType: 'float32', dims }) as const;
const identity = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
/** Takes class 2 for class 1. */
const confused = [
  [1, 0, 0],
  [0, 1, 1],
  [0, 0, 0.5],
];

const exact = (...dims: (number | string)[]) => new LinearSession({ input: input(...dims), weights: identity });
const wrong = () => new LinearSession({ input: input('N', 3), weights: confused });

function run(
  sessions: Readonly<Record<string, Session | Error>>,
  dataset = data([0, 1, 2, 0, 1, 2]),
  more: Partial<EvaluateOptions> = {},
) {
  const models = Object.keys(sessions).map((label) => ({
    label,
    source: { kind: 'file', path: label } as const,
    session: options,
  }));
  return evaluate(models, dataset, presets.none, { factory: factoryOf(sessions), batch: 4, ...more });
}

describe('evaluate', () => {
  it('compares every model with the first', async () => {
    const { models, ...rest } = await run({ exact: exact('N', 3), confused: wrong() });
    expect(rest).toEqual({ data: 'six.npy', sampleCount: 6, diagnostics: [] });
    expect(models[0]).toMatchObject({
      label: 'exact',
      status: 'evaluated',
      figures: { sampleCount: 6, top1: 1, agreement: 1, sqnrDb: 'identical', basis: 'labelled' },
    });
    // Samples 2 and 5 become class 1. Of a sample (a, b, c) the scores become (a, b + c, c / 2): noise 1.25 c^2, and
    // the squares of c are 4 + 4 + 81 + 1 + 1 + 81 = 172; the signal is 6 * 86.
    expect(models[1]).toMatchObject({ figures: { top1: 4 / 6, agreement: 4 / 6 }, nanCount: 0, infinityCount: 0 });
    expect(models[1]).toHaveProperty('figures.sqnrDb', expect.closeTo(10 * Math.log10((6 * 86) / (1.25 * 172)), 10));
    expect(models[1]).toHaveProperty('figures.top1Interval.low', expect.closeTo(0.29999, 4));
  });

  it('tests the drop on the samples that changed, and names them', async () => {
    const { models } = await run({ exact: exact('N', 3), confused: wrong() });
    expect(models[0]).not.toHaveProperty('figures.top1Drop');
    expect(models[0]).not.toHaveProperty('answers');
    expect(models[1]).toMatchObject({
      // Two lost and none gained: chance does that every other time.
      figures: { top1Drop: { lostCount: 2, gainedCount: 0, pValue: 0.5, isSignificant: false } },
      answers: { changedCount: 2, samples: [{ index: 2, label: 2, before: 2, after: 1 }, { index: 5 }] },
    });
  });

  it('feeds all models the same samples, once and in order', async () => {
    const sessions = { a: exact('N', 3), b: wrong() };
    await run(sessions);
    const fed = sessions.a.fed.map(({ x }) => (x === undefined ? [] : [...(numbersOf(x) ?? [])]));
    expect(fed).toEqual([samples.slice(0, 4).flat(), samples.slice(4).flat()]);
    expect(sessions.b.fed).toEqual(sessions.a.fed);
  });

  it('adds the label offset', async () => {
    const { models } = await run({ exact: exact('N', 3) }, data([1, 2, 3, 1, 2, 3]), { labelOffset: -1 });
    expect(models[0]).toMatchObject({ figures: { top1: 1 } });
  });

  it('refuses labels beyond the classes after the first batch, suggesting an offset', async () => {
    const session = exact('N', 3);
    await expect(run({ exact: session }, data([1, 2, 2, 1, 2, 3]))).rejects.toMatchObject({
      code: 'data.label-out-of-range',
      details: { label: 3, classCount: 3 },
      message: expect.stringContaining('--label-offset -1'),
    });
    expect([session.fed.length, session.closeCount]).toEqual([1, 1]);
  });

  it.each([
    [1, 6],
    [4, 2],
  ])('keeps to a fixed batch of %i; padding does not count', async (batch, runCount) => {
    const session = exact(batch, 3);
    const other = wrong();
    const { models } = await run({ fixed: session, open: other }, undefined, { batch: 32 });
    expect(session.fed.map(({ x }) => x?.dims)).toEqual(Array.from({ length: runCount }, () => [batch, 3]));
    expect(other.fed).toHaveLength(runCount);
    expect(models).toMatchObject([{ figures: { sampleCount: 6, top1: 1 } }, { figures: { top1: 4 / 6 } }]);
  });

  it('lets a model with another fixed batch drop out', async () => {
    const { models } = await run({ two: exact(2, 3), three: exact(3, 3) });
    expect(models).toMatchObject([
      { status: 'evaluated' },
      { status: 'failed', error: { code: 'accuracy.batches-differ' } },
    ]);
  });

  it('converts inputs for a model in half precision', async () => {
    const half = new LinearSession({
      input: { ...input('N', 3), dataType: 'float16' },
      weights: identity,
      outputType: 'float16',
    });
    const { models } = await run({ full: exact('N', 3), half });
    expect(half.fed[0]?.x?.dataType).toBe('float16');
    expect(models[1]).toMatchObject({ figures: { top1: 1, sqnrDb: 'identical' } });
  });

  it('evaluates only the first samples when limited, and reports progress', async () => {
    const progress: unknown[] = [];
    const { models } = await run({ exact: exact('N', 3) }, undefined, {
      limit: 5,
      onProgress: (step) => progress.push(step),
    });
    expect(models[0]).toMatchObject({ figures: { sampleCount: 5, top1: 1 } });
    expect(progress).toEqual([
      { doneCount: 4, totalCount: 5 },
      { doneCount: 5, totalCount: 5 },
    ]);
  });

  it('measures agreement alone without labels', async () => {
    const { models } = await run({ exact: exact('N', 3), confused: wrong() }, data());
    expect(models[1]).toMatchObject({ figures: { agreement: 4 / 6, basis: 'unlabelled' } });
    expect(models[1]).not.toHaveProperty('figures.top1');
  });

  it('says when labels cannot be used', async () => {
    const maps = new LinearSession({ input: input('N', 3), weights: identity, outputDims: (batch) => [batch, 1, 3] });
    const { models, diagnostics } = await run({ maps });
    expect(diagnostics).toMatchObject([{ code: 'accuracy.no-class-output' }]);
    expect(models[0]).toMatchObject({ figures: { basis: 'unlabelled' } });
  });

  it('marks random data', async () => {
    const session = exact('N', 3);
    const models = [{ label: 'm', source: { kind: 'file', path: 'm' } as const, session: options }];
    const dataset = randomDataset(session.inputs, 3, 1, { batch: 2 });
    const result = await evaluate(models, dataset, presets.none, { factory: factoryOf({ m: session }) });
    expect(result.models[0]).toMatchObject({ figures: { basis: 'random', sampleCount: 3, agreement: 1 } });
    expect(session.fed).toHaveLength(3);
  });
});

describe('evaluate with failing models', () => {
  const failed = new WorkbenchError('runtime.run-failed', {}, 'It failed.');

  it('goes on without a model that does not load or stops running', async () => {
    const breaking = new LinearSession({
      input: input('N', 3),
      weights: identity,
      failure: { fromRun: 2, error: failed },
    });
    const { models } = await run({ good: exact('N', 3), unloadable: failed, breaking, other: wrong() });
    expect(models).toMatchObject([
      { status: 'evaluated', figures: { top1: 1 } },
      { status: 'failed', error: failed },
      { status: 'failed', error: failed },
      { status: 'evaluated', figures: { top1: 4 / 6 } },
    ]);
    expect(breaking.closeCount).toBe(1);
  });

  it('drops a model whose outputs differ', async () => {
    const two = new LinearSession({ input: input('N', 3), weights: identity.slice(0, 2) });
    const { models } = await run({ three: exact('N', 3), two });
    expect(models[1]).toMatchObject({ status: 'failed', error: { code: 'accuracy.outputs-differ' } });
    expect(two.fed).toHaveLength(1);
  });

  it('throws the failure of the reference, and closes everything', async () => {
    const reference = new LinearSession({
      input: input('N', 3),
      weights: identity,
      failure: { fromRun: 1, error: failed },
    });
    const other = wrong();
    await expect(run({ reference, other })).rejects.toBe(failed);
    await expect(run({ reference: failed, other })).rejects.toBe(failed);
    expect([reference.closeCount, other.closeCount]).toEqual([1, 1]);
  });

  it('throws defects and cancellation, whichever model they come from', async () => {
    const defect = new TypeError('bug');
    const broken = new LinearSession({
      input: input('N', 3),
      weights: identity,
      failure: { fromRun: 1, error: defect },
    });
    await expect(run({ good: exact('N', 3), broken })).rejects.toBe(defect);
    const session = exact('N', 3);
    const abort = new AbortController();
    const cancelled = run({ session }, undefined, { signal: abort.signal, onProgress: () => abort.abort('stop') });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect([session.fed.length, session.closeCount]).toEqual([1, 1]);
  });

  it('refuses data that does not fit the reference', async () => {
    await expect(run({ exact: exact('N', 4) })).rejects.toMatchObject({ code: 'data.shape-mismatch' });
  });
});
