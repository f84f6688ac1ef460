import { describe, expect, it } from 'vitest';
import { type BenchmarkOptions, type BenchmarkProgress, type BenchmarkVariant, benchmark } from './benchmark.ts';
import { type Script, scriptedFactory } from './testing/scripted-factory.ts';

const variant = (id: string, more: Partial<BenchmarkVariant> = {}): BenchmarkVariant => ({
  id,
  source: { kind: 'file', path: id },
  sizeBytes: 1000,
  ...more,
});

const options: BenchmarkOptions = { provider: 'cpu', threads: 1, budget: { kind: 'exactly', runCount: 24 } };

function measure(scripts: Readonly<Record<string, Script>>, more: Partial<BenchmarkOptions> = {}) {
  const factory = scriptedFactory(scripts);
  const variants = Object.keys(scripts).map((id) => variant(id));
  return { factory, result: benchmark(variants, { ...options, ...more }, { factory }) };
}

/** The blocks after the warm-up: the last `count` calls. */
const lastBlocks = (factory: ReturnType<typeof scriptedFactory>, count: number) =>
  factory.timed.slice(-count).map(({ path, runCount }) => `${path}${runCount}`);

describe('interleaving', () => {
  it('runs blocks by turns and turns the order round every round', async () => {
    const { factory, result } = measure({ a: {}, b: {}, c: {} }, { budget: { kind: 'exactly', runCount: 4 } });
    await result;
    expect(lastBlocks(factory, 12).map((block) => block[0])).toEqual([...'abccbaabccba']);
  });

  it('precedes a block of several runs by one that does not count', async () => {
    const { factory, result } = measure({ a: { durationMs: (run) => run }, b: {} });
    const { variants } = await result;
    expect(lastBlocks(factory, 2)).toEqual(['b3', 'a3']);
    // The warm-up ran until run w; after it every third run is left out.
    const durations = variants[0]?.status === 'measured' ? Array.from(variants[0].durationsMs) : [];
    expect(durations).toHaveLength(24);
    const first = durations[0] ?? 0;
    expect(durations.slice(0, 4)).toEqual([first, first + 1, first + 3, first + 4]);
  });

  it('does exactly as many runs as asked', async () => {
    const { result } = measure({ a: {}, b: {} }, { budget: { kind: 'exactly', runCount: 31 } });
    expect(await result).toMatchObject({ runCount: 31, roundCount: 12 });
  });

  it('gives every variant its three seconds, round by round together', async () => {
    const { result } = measure(
      { a: { durationMs: () => 100 }, b: { durationMs: () => 25 } },
      { budget: { kind: 'at-least', runCount: 30, durationMs: 3000 } },
    );
    const { variants, runCount, roundCount } = await result;
    expect(runCount).toBe(30);
    expect(roundCount).toBe(12);
    expect(variants.map((each) => (each.status === 'measured' ? each.durationsMs.length : 0))).toEqual([30, 120]);
    expect(variants[1]).toMatchObject({ speedup: { ratio: 4, isConclusive: true } });
  });

  it('adds rounds when the warm-up promised too little', async () => {
    // Slow while warming up, ten times as fast when measured.
    const { result } = measure(
      { a: { durationMs: (run) => (run < 5 ? 100 : 10) } },
      { budget: { kind: 'at-least', runCount: 30, durationMs: 3000 } },
    );
    const { runCount, roundCount } = await result;
    expect(runCount).toBeGreaterThanOrEqual(270);
    expect(roundCount).toBeGreaterThan(12);
  });
});

describe('figures', () => {
  it('are what was measured', async () => {
    const factory = scriptedFactory({ a: { durationMs: () => 40 }, b: { durationMs: () => 10 } });
    const result = await benchmark(
      [variant('a', { flopsPerRun: 8e9 }), variant('b')],
      { ...options, batch: 8, threads: 2 },
      { factory },
    );
    expect(result).toMatchObject({ provider: 'cpu', threads: 2, streams: 1, batch: 8, runCount: 24, roundCount: 12 });
    const [a, b] = result.variants;
    expect(a).toMatchObject({
      status: 'measured',
      id: 'a',
      latencyMs: { p50: 40, p90: 40, p99: 40 },
      throughput: 200,
      gflops: 200,
      loadMs: 7,
      peakBytes: 300,
      baselineBytes: 100,
      sizeBytes: 1000,
      speedup: { ratio: 1 },
    });
    expect(b).toMatchObject({ throughput: 800, speedup: { ratio: 4, isConclusive: true } });
    expect(b).not.toHaveProperty('gflops');
    expect(factory.feeds.get('a')?.x?.dims).toEqual([8, 2]);
  });

  it('compare rounds, so that a disturbance of both leaves the speedup alone', async () => {
    const disturbed = (ms: number) => (run: number) => (run >= 30 ? 3 * ms : ms);
    const { result } = measure({ a: { durationMs: disturbed(20) }, b: { durationMs: disturbed(10) } });
    const { variants, diagnostics } = await result;
    expect(variants[1]).toMatchObject({ speedup: { ratio: 2 } });
    expect(diagnostics.map(({ code, place }) => `${code} ${place}`)).toContain('benchmark.noisy a');
  });

  it('say when a difference is within noise', async () => {
    const jitter = (run: number) => 10 + ((run * 7919) % 13) / 10;
    const { result } = measure({ a: { durationMs: jitter }, b: { durationMs: (run) => jitter(run + 5) } });
    const { diagnostics } = await result;
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ code: 'benchmark.inconclusive', place: 'b', message: expect.stringContaining('95 %') }),
    );
  });

  it('say when there were few runs', async () => {
    const { result } = measure({ a: {} }, { budget: { kind: 'exactly', runCount: 3 } });
    expect((await result).diagnostics).toMatchObject([{ code: 'benchmark.few-runs', place: 'a' }]);
  });
});

describe('failures', () => {
  it('of one variant leave the others alone', async () => {
    const { factory, result } = measure({
      a: {},
      b: { failsToLoad: true },
      c: { crashesAtRun: 20 },
      d: { durationMs: () => 50 },
    });
    const { variants } = await result;
    expect(variants).toMatchObject([
      { id: 'a', status: 'measured' },
      { id: 'b', status: 'failed', error: { code: 'runtime.load-failed' } },
      { id: 'c', status: 'failed', error: { code: 'runtime.runner-exited' } },
      { id: 'd', status: 'measured', speedup: { ratio: 2 } },
    ]);
    expect(factory.openCount()).toBe(0);
  });

  it('of the baseline leave no speedup, only figures', async () => {
    const { result } = measure({ a: { crashesAtRun: 20 }, b: {}, c: {} });
    const { variants, diagnostics } = await result;
    expect(variants[1]).toMatchObject({ status: 'measured', latencyMs: { p50: 100 } });
    expect(variants[1]).not.toHaveProperty('speedup');
    expect(diagnostics.filter(({ code }) => code === 'benchmark.inconclusive')).toEqual([]);
  });

  it('of every variant are a result too', async () => {
    const { result } = measure({ a: { failsToLoad: true }, b: { crashesAtRun: 0 } });
    expect(await result).toMatchObject({
      runCount: 0,
      roundCount: 0,
      variants: [{ status: 'failed' }, { status: 'failed' }],
      diagnostics: [],
    });
  });

  it('of the request are thrown, and everything is closed', async () => {
    const { factory, result } = measure({ a: {}, b: { inputDims: ['batch', 'sequence'] } });
    await expect(result).rejects.toMatchObject({ code: 'benchmark.shape-needed' });
    expect(factory.openCount()).toBe(0);
  });
});

it('is cancelled between blocks, and everything is closed', async () => {
  const controller = new AbortController();
  const factory = scriptedFactory({ a: {}, b: {} });
  const onProgress = ({ stage, doneCount }: BenchmarkProgress) => {
    if (stage === 'measuring' && doneCount > 10) controller.abort();
  };
  const result = benchmark([variant('a'), variant('b')], options, { factory, signal: controller.signal, onProgress });
  await expect(result).rejects.toMatchObject({ name: 'AbortError' });
  expect(factory.openCount()).toBe(0);
});

it('tells how far it is', async () => {
  const progress: BenchmarkProgress[] = [];
  const factory = scriptedFactory({ a: {}, b: {} });
  await benchmark([variant('a'), variant('b')], options, { factory, onProgress: (each) => progress.push(each) });
  expect(progress.slice(0, 4).map(({ stage, variantId }) => `${stage} ${variantId}`)).toEqual([
    'loading a',
    'loading b',
    'warming-up a',
    'warming-up b',
  ]);
  const measuring = progress.filter(({ stage }) => stage === 'measuring');
  // One before each block, and one at the end.
  expect(measuring).toHaveLength(25);
  expect(measuring[0]).toMatchObject({ doneCount: 0, totalCount: 48, unit: 'runs' });
  expect(measuring.at(-1)).toMatchObject({ doneCount: 48, totalCount: 48 });
});

it('gives a variant the session options of its own', async () => {
  const factory = scriptedFactory({ a: {}, b: {} });
  const configEntries = { 'session.x64quantprecision': '1' };
  await benchmark([variant('a'), variant('b', { session: { configEntries } })], options, { factory });
  expect(factory.options.get('a')).toEqual({ provider: 'cpu', threads: 1, graphOptimization: 'all' });
  expect(factory.options.get('b')).toMatchObject({ configEntries });
});
