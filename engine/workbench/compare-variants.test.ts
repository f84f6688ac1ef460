import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import { type CompareRequest, compareRequest, type JobProgress } from '../api/contract.ts';
import type { MachinePeaks } from '../benchmark/roofline.ts';
import type { CompareReport, VariantFigures, VariantKind, VariantReport } from '../report/report.ts';
import type { Machine } from '../runtime/providers.ts';
import { compareVariants } from './compare-variants.ts';
import type { JobContext } from './job.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import { createPeakMemory, type PeakStore } from './peak-file.ts';
import { requireSample, type Sample, sourceSamplesFolder } from './samples.ts';
import { loadGraph } from './testing/model-files.ts';
import { startRunners } from './testing/runners.ts';
import { VariantBuilder } from './variant-builder.ts';

const { factory, runningCount } = startRunners();

const machine: Machine = {
  onnxruntimeVersion: '1.29.0',
  processor: { name: 'Test processor', logicalCpuCount: 2, instructions: { status: 'unknown' } },
  providers: [],
};

/** Measured already, so that no test waits for it. */
const machinePeaks: MachinePeaks = {
  arithmetic: { float32: { gflops: 100, size: 512 } },
  memory: { gigabytesPerSecond: 10, bytes: 1e8 },
  measuredAt: '2026-11-22T20:15:00.000Z',
};
/** Measured before, so that no test waits for it. */
const peaks = (): PeakStore => ({ find: async () => ({ ...machinePeaks, otherLoad: 0 }), keep: async () => {} });

interface Run {
  readonly job?: Partial<JobContext>;
  readonly peaks?: PeakStore;
  readonly folder?: string;
}

async function compare(loaded: LoadedModel, request: Partial<CompareRequest>, run: Run = {}): Promise<CompareReport> {
  const builder = new VariantBuilder(loaded, { folder: run.folder ?? (await scratchFolder()), factory });
  return compareVariants(loaded, compareRequest.parse({ modelId: 'm', variants: ['original'], ...request }), {
    builder,
    factory,
    machine,
    peaks: run.peaks ?? peaks(),
    job: { signal: new AbortController().signal, progress: () => {}, log: () => {}, partial: () => {}, ...run.job },
  });
}

const variantOf = ({ variants }: CompareReport, kind: VariantKind): VariantReport => {
  const found = variants.find((variant) => variant.kind === kind);
  if (!found) throw new Error(`${kind} is not in the report`);
  return found;
};

function figuresOf(report: CompareReport, kind: VariantKind): VariantFigures {
  const { outcome } = variantOf(report, kind);
  if (outcome.status === 'failed') throw new Error(outcome.message);
  return outcome.figures;
}

let sample: Sample;
let loadedSample: LoadedModel;
beforeAll(async () => {
  sample = await requireSample(sourceSamplesFolder, 'inception-fashion');
  loadedSample = await loadModel(sample.modelPath, { name: 'sample.onnx' });
});

describe('the sample in all precisions', () => {
  const seen: Omit<JobProgress, 'remainingMs'>[] = [];
  const lines: string[] = [];
  let report: CompareReport;
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lathe-compare-'));
    const calibrationData = sample.calibration.data;
    if (calibrationData === 'random') throw new Error('The sample has calibration data');
    report = await compare(
      loadedSample,
      {
        // The original is the baseline wherever it is named, and nothing is measured twice.
        variants: ['int8', 'fp32', 'fp16', 'fp32'],
        data: { ...sample.data, limit: 64 },
        calibration: { data: { ...calibrationData, limit: 32 }, method: 'min-max' },
      },
      { folder, job: { progress: (progress) => seen.push(progress), log: (line) => lines.push(line) } },
    );
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('reports every variant once, the original first', () => {
    expect(report.model).toBe('sample.onnx');
    expect(report.variants.map(({ kind }) => kind)).toEqual(['original', 'int8', 'fp32', 'fp16']);
    expect(report.variants.map(({ label }) => label)).toEqual(['Original', 'INT8', 'Optimized FP32', 'FP16']);
  });

  test('says under which conditions it was measured', () => {
    expect(report.conditions).toMatchObject({
      provider: 'cpu',
      device: 'Test processor',
      threads: 1,
      batch: 1,
      streams: 1,
      onnxruntimeVersion: '1.29.0',
      data: 'test-images-idx3-ubyte.gz (64 samples)',
      calibration: 'calibration-images-idx3-ubyte.gz (32 samples), min-max',
    });
    expect(report.conditions.runCount).toBeGreaterThanOrEqual(30);
    expect(Date.parse(report.conditions.measuredAt)).toBeGreaterThan(Date.now() - 120_000);
  });

  test.each<VariantKind>(['original', 'fp32', 'fp16', 'int8'])('has all five figures of %s', (kind) => {
    const figures = figuresOf(report, kind);
    const { latencyMs, throughput, gflops = 0, peakShare = 0, peakHostBytes, baselineHostBytes, sizeBytes } = figures;
    expect(latencyMs.p50).toBeGreaterThan(0);
    expect(latencyMs.p99).toBeGreaterThanOrEqual(latencyMs.p90);
    expect(latencyMs.p90).toBeGreaterThanOrEqual(latencyMs.p50);
    expect(figures.durationsMs.length).toBeGreaterThanOrEqual(30);
    expect(throughput).toBeGreaterThan(0);
    expect(peakShare).toBeCloseTo(gflops / 100, 9);
    expect(gflops).toBeGreaterThan(0);
    expect(peakHostBytes).toBeGreaterThan(baselineHostBytes);
    expect(sizeBytes).toBeGreaterThan(100_000);
    expect(figures.accuracy).toMatchObject({ sampleCount: 64, basis: 'labelled', top1: expect.any(Number) });
    expect(figures.accuracy?.top1Interval?.low).toBeLessThan(figures.accuracy?.top1 ?? 0);
  });

  test('compares with the original: the same answers in FP32, smaller files otherwise', () => {
    expect(figuresOf(report, 'original')).toMatchObject({
      speedup: 1,
      accuracy: { agreement: 1, sqnrDb: 'identical' },
    });
    expect(figuresOf(report, 'fp32').accuracy).toMatchObject({ agreement: 1 });
    expect(figuresOf(report, 'fp16').sizeBytes).toBeLessThan(figuresOf(report, 'fp32').sizeBytes / 1.9);
    expect(figuresOf(report, 'int8').sizeBytes).toBeLessThan(figuresOf(report, 'fp32').sizeBytes / 3);
  });

  test('told what it was at, and how far', () => {
    const first = (stage: string) => seen.findIndex((progress) => progress.stage.startsWith(stage));
    const order = [
      'Building INT8',
      'Calibrating',
      'Building Optimized FP32',
      'Measuring accuracy',
      'Loading Original',
      'Measuring INT8',
      'Profiling Original',
    ];
    expect(order.map(first)).toEqual(order.map(first).toSorted((a, b) => a - b));
    expect(first('Building INT8')).toBe(0);
    expect(seen[0]?.fraction).toBe(0.3 / 4);
    const fractions = seen.map(({ fraction }) => fraction);
    expect(Math.max(...fractions)).toBe(fractions.at(-1));
    expect(fractions.at(-1)).toBeGreaterThan(0.95);
    expect(fractions.at(-1)).toBeLessThanOrEqual(1);
    expect(lines.map((line) => line.split(':')[0])).toEqual(['Original', 'INT8', 'Optimized FP32', 'FP16']);
  });

  test('leaves no runner', () => {
    expect(runningCount()).toBe(0);
  });
});

describe('without data', () => {
  test('accuracy is numerics on random inputs, and no data is named', async () => {
    const report = await compare(await loadGraph('y = Relu(MatMul(x[N,8], W[8,8]))'), { variants: ['fp32'] });
    expect(report.conditions).not.toHaveProperty('data');
    const { accuracy } = figuresOf(report, 'fp32');
    expect(accuracy).toMatchObject({ basis: 'random', agreement: 1 });
    expect(accuracy).not.toHaveProperty('top1');
  });

  test('a variant that cannot be built is reported, and the others go on', async () => {
    const report = await compare(await loadGraph('y = Relu(x[N,8])'), {
      variants: ['int8', 'fp16'],
      calibration: { data: 'random', method: 'min-max' },
    });
    expect(variantOf(report, 'int8')).toMatchObject({
      label: 'INT8',
      outcome: { status: 'failed', code: 'precision.nothing-to-quantize' },
    });
    expect(figuresOf(report, 'fp16').latencyMs.p50).toBeGreaterThan(0);
    expect(report.conditions).not.toHaveProperty('calibration');
  });

  test('INT8 without calibration fails alone', async () => {
    const report = await compare(await loadGraph('y = MatMul(x[N,8], W[8,8])'), { variants: ['int8'] });
    expect(variantOf(report, 'int8').outcome).toMatchObject({ code: 'precision.calibration-needed' });
    expect(figuresOf(report, 'original').speedup).toBe(1);
  });

  test('open dims are asked for before anything runs, and used once they are given', async () => {
    const loaded = await loadGraph('y = MatMul(x[N,T,8], W[8,8])');
    const progress = vi.fn();
    await expect(compare(loaded, {}, { job: { progress } })).rejects.toMatchObject({ code: 'benchmark.shape-needed' });
    expect(progress).not.toHaveBeenCalled();
    const report = await compare(loaded, { shapes: { x: [2, 3, 8] } });
    expect(report.conditions.batch).toBe(2);
  });

  test('the peaks of the machine are measured once', async () => {
    const known = createPeakMemory();
    const loaded = await loadGraph('y = MatMul(x[N,8], W[8,8])');
    const stages = new Set<string>();
    const job = { progress: ({ stage }: { readonly stage: string }) => stages.add(stage) };
    const report = await compare(loaded, {}, { peaks: known, job });
    const kept = await known.find({ provider: 'cpu', threads: 1 });
    expect(report.peaks).toEqual(kept);
    const { gflops = 0, peakShare = 0 } = figuresOf(report, 'original');
    expect(peakShare).toBeCloseTo(gflops / (kept?.arithmetic.float32?.gflops ?? 0), 9);
    expect([...stages]).toContain('Measuring the peaks of this machine');
    stages.clear();
    await compare(loaded, {}, { peaks: known, job });
    expect([...stages]).not.toContain('Measuring the peaks of this machine');
  });

  test('every measured variant tells where its time goes, in nodes of the model', async () => {
    const loaded = await loadGraph('y = Relu(MatMul(x[N,64], W[64,64]))');
    const report = await compare(loaded, { variants: ['fp32'], batch: 4 });
    const nodeCount = loaded.frozen.nodes.size;
    for (const kind of ['original', 'fp32'] as const) {
      const { layers } = figuresOf(report, kind);
      const origins = new Set(layers?.kernels.flatMap((kernel) => kernel.origins));
      expect(origins.size).toBe(nodeCount);
      expect(layers?.kernels.find(({ flops = 0 }) => flops > 0)).toMatchObject({
        flops: 2 * 4 * 64 * 64,
        computeType: 'float32',
      });
      expect(layers?.kernelMs).toBeCloseTo(
        (layers?.kernels ?? []).reduce((sum, { durationMs }) => sum + durationMs, 0),
        9,
      );
      expect(layers?.layerMs).toBeLessThanOrEqual(layers?.kernelMs ?? 0);
    }
  });
});

describe('what the whole comparison fails with', () => {
  test('data that is not there, before anything is built', async () => {
    const folder = await scratchFolder();
    const data = { path: '/no/such/data', preprocess: 'none', labelOffset: 0 };
    const request = { variants: ['fp32' as const], data };
    await expect(compare(loadedSample, request, { folder })).rejects.toMatchObject({ code: 'data.not-found' });
    expect(await readdir(folder)).toEqual([]);
  });

  test('labels that do not fit, before anything is timed', async () => {
    const stages: string[] = [];
    const job = { progress: ({ stage }: { readonly stage: string }) => stages.push(stage) };
    const data = { ...sample.data, limit: 64, labelOffset: 1 };
    await expect(compare(loadedSample, { data }, { job })).rejects.toMatchObject({ code: 'data.label-out-of-range' });
    expect(stages.filter((stage) => stage.startsWith('Measuring'))).toEqual([]);
  });

  test('an original that the runtime cannot load', async () => {
    const loaded = await loadGraph('y = my.domain::Odd(x[1,8])');
    await expect(compare(loaded, { variants: ['fp32'] })).rejects.toMatchObject({
      code: 'runtime.load-failed',
      details: { operator: 'Odd', domain: 'my.domain' },
    });
    expect(runningCount()).toBe(0);
  });
});

test('labels that no output can use are said to be unused', async () => {
  const report = await compare(await loadGraph('y = ReduceMean(x[N,1,28,28]){axes=[1,2,3], keepdims=0}'), {
    data: { ...sample.data, limit: 8 },
  });
  expect(variantOf(report, 'original').remarks.join(' ')).toContain('labels');
  expect(figuresOf(report, 'original').accuracy).toMatchObject({ basis: 'unlabelled' });
});

test.each(['Calibrating', 'Measuring accuracy', 'Measuring Original'])(
  'cancelled at "%s", leaves no runner and no temporary file',
  async (stage) => {
    const [folder, temporary] = [join(await scratchFolder(), 'variants'), await scratchFolder()];
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const controller = new AbortController();
    const progress: JobContext['progress'] = (now) =>
      now.stage.startsWith(stage) && now.doneCount > 0 && controller.abort();
    const comparing = compare(
      loadedSample,
      {
        variants: ['fp32', 'int8'],
        data: { ...sample.data, limit: 64 },
        calibration: { data: 'random', method: 'entropy' },
      },
      { folder, job: { signal: controller.signal, progress } },
    );
    await expect(comparing).rejects.toMatchObject({ name: 'AbortError' });
    expect(runningCount()).toBe(0);
    // What was built before stays: building it again would take as long.
    expect((await readdir(folder)).filter((name) => !/^(fp32|int8)-\d\.onnx$/.test(name))).toEqual([]);
    await vi.waitFor(async () => expect(await readdir(temporary)).toEqual([]));
  },
);
