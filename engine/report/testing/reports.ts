import type { CompareReport, Sqnr, VariantFigures, VariantReport } from '../report.ts';

/** Run times with the long right tail that real timings have; the same on every call. */
export function durations(count: number, medianMs: number, seed: number): readonly number[] {
  let state = seed;
  const next = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return (state + 1) / 4_294_967_297;
  };
  return Array.from({ length: count }, () => {
    const normal = Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
    const tail = next() > 0.96 ? medianMs * 0.35 * next() : 0;
    return medianMs * (1 + 0.025 * normal) + tail;
  });
}

function measured(
  kind: VariantReport['kind'],
  label: string,
  medianMs: number,
  rest: Pick<VariantFigures, 'sizeBytes' | 'peakHostBytes' | 'accuracy'>,
  remarks: readonly string[] = [],
): VariantReport {
  const durationsMs = durations(600, medianMs, Math.round(medianMs * 1000));
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? medianMs;
  const p50 = at(0.5);
  const gflops = (27_841_536 * 2) / (p50 * 1e6);
  return {
    kind,
    label,
    remarks,
    outcome: {
      status: 'measured',
      figures: {
        latencyMs: { p50, p90: at(0.9), p99: at(0.99) },
        durationsMs,
        throughput: 1000 / p50,
        gflops,
        peakShare: gflops / 86.4,
        loadMs: 24,
        baselineHostBytes: 18_874_368,
        speedup: 2.41 / medianMs,
        speedupInterval: { low: (2.41 / medianMs) * 0.985, high: (2.41 / medianMs) * 1.015 },
        ...rest,
      },
    },
  };
}

const accuracy = (top1: number, agreement: number, sqnrDb: Sqnr, cosine: number) => ({
  sampleCount: 2000,
  top1,
  top1Interval: { low: top1 - 0.0097, high: top1 + 0.0091 },
  top5: 0.998,
  agreement,
  sqnrDb,
  cosine,
  basis: 'labelled' as const,
});

export const labelledReport: CompareReport = {
  model: 'inception_fashion.onnx',
  conditions: {
    provider: 'cpu',
    device: 'AMD Ryzen 7 7840U',
    threads: 1,
    batch: 1,
    streams: 1,
    runCount: 600,
    roundCount: 12,
    onnxruntimeVersion: '1.29.0',
    measuredAt: '2026-11-22T20:15:00.000Z',
    data: 'fashion-mnist t10k, 2,000 samples',
    calibration: 'fashion-mnist train, 512 samples, entropy',
  },
  variants: [
    measured('original', 'Original', 2.41, {
      sizeBytes: 1_289_432,
      peakHostBytes: 31_457_280,
      accuracy: accuracy(0.95, 1, 'identical', 1),
    }),
    measured('fp32', 'Optimized FP32', 1.86, {
      sizeBytes: 1_274_112,
      peakHostBytes: 29_360_128,
      accuracy: accuracy(0.95, 1, 128.4, 0.9999999),
    }),
    measured(
      'fp16',
      'FP16',
      2.97,
      { sizeBytes: 641_024, peakHostBytes: 33_554_432, accuracy: accuracy(0.9495, 0.9985, 61.2, 0.999996) },
      ['FP16 is slower here because this processor converts every tensor to float32 and back.'],
    ),
    measured('int8', 'INT8', 0.94, {
      sizeBytes: 348_160,
      peakHostBytes: 24_117_248,
      accuracy: accuracy(0.946, 0.9875, 27.9, 0.9991),
    }),
  ],
};

/** No labels, random calibration data, and one variant that could not be built. */
export const unlabelledReport: CompareReport = {
  ...labelledReport,
  conditions: (({ data: _, calibration: __, ...rest }) => ({ ...rest, calibration: 'random data' }))(
    labelledReport.conditions,
  ),
  variants: labelledReport.variants.map((variant): VariantReport => {
    if (variant.kind === 'fp16' || variant.outcome.status === 'failed') {
      return {
        ...variant,
        remarks: [],
        outcome: {
          status: 'failed',
          code: 'runtime.unsupported-operator',
          message: 'ONNX Runtime has no float16 kernel for Resize on the CPU; keep that node in float32.',
        },
      };
    }
    const { accuracy: figures, ...rest } = variant.outcome.figures;
    if (figures === undefined) return variant;
    const { top1: _, top1Interval: __, top5: ___, ...unlabelled } = figures;
    return {
      ...variant,
      remarks: variant.kind === 'int8' ? ['Not valid for accuracy: random calibration data.'] : variant.remarks,
      outcome: { status: 'measured', figures: { ...rest, accuracy: { ...unlabelled, basis: 'random' } } },
    };
  }),
};
