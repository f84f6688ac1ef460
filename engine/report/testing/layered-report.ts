import type { KernelTime, LayerProfile } from '../layer-profile.ts';
import type { CompareReport, VariantReport } from '../report.ts';
import { labelledReport } from './reports.ts';

const kernel = (
  name: string,
  durationMs: number,
  origins: readonly number[],
  rest: Partial<KernelTime> = {},
): KernelTime => ({
  name,
  opType: 'Conv',
  provider: 'CPUExecutionProvider',
  durationMs,
  origins,
  nodes: origins.map((origin) => ({ opType: nodeTypes[origin] ?? 'Relu', name: `node${origin}` })),
  computeType: 'float32',
  ...rest,
});

/** Of the imported graph: two convolutions with what follows them, and a pooling. */
const nodeTypes: Readonly<Record<number, string>> = { 0: 'Conv', 1: 'Relu', 2: 'Conv', 3: 'Relu', 4: 'MaxPool' };

const profileOf = (kernels: readonly KernelTime[], runMs: number): LayerProfile => {
  const sum = (some: readonly KernelTime[]) => some.reduce((total, { durationMs }) => total + durationMs, 0);
  return { kernels, kernelMs: sum(kernels), layerMs: sum(kernels.filter(({ origins }) => origins.length > 0)), runMs };
};

/** The original runs the second convolution and its Relu apart; INT8 has them in one kernel and converts before and after. */
const profiles: Readonly<Partial<Record<VariantReport['kind'], LayerProfile>>> = {
  original: profileOf(
    [
      kernel('conv0', 0.9, [0, 1], { flops: 4e7, bytes: 1e6 }),
      kernel('conv1', 0.5, [2], { flops: 2e7, bytes: 4e5 }),
      kernel('relu1', 0.1, [3], { opType: 'Relu', flops: 0, bytes: 2e5 }),
      kernel('pool', 0.3, [4], { opType: 'MaxPool', flops: 0, bytes: 3e5 }),
    ],
    2,
  ),
  int8: profileOf(
    [
      kernel('quantize', 0.05, [], { opType: 'QuantizeLinear' }),
      kernel('qconv0', 0.3, [0, 1], { opType: 'QLinearConv', computeType: 'int8', flops: 4e7, bytes: 2.5e5 }),
      kernel('qconv1', 0.2, [2, 3], { opType: 'QLinearConv', computeType: 'int8', flops: 2e7, bytes: 1e5 }),
      kernel('qpool', 0.1, [4], { opType: 'NhwcMaxPool', flops: 0, bytes: 7.5e4 }),
    ],
    0.8,
  ),
};

/** The labelled report with time by layer of the original and of INT8, and the machine's peaks. */
export const layeredReport: CompareReport = {
  ...labelledReport,
  peaks: {
    arithmetic: { float32: { gflops: 100, size: 1024 }, int8: { gflops: 400, size: 2048 } },
    memory: { gigabytesPerSecond: 10, bytes: 2 ** 28 },
    measuredAt: '2026-11-22T20:10:00.000Z',
  },
  variants: labelledReport.variants.map((variant): VariantReport => {
    const layers = profiles[variant.kind];
    if (variant.outcome.status !== 'measured' || layers === undefined) return variant;
    return { ...variant, outcome: { status: 'measured', figures: { ...variant.outcome.figures, layers } } };
  }),
};
