import type { SessionOptions } from '../../engine/runtime/session.ts';

/** A way to run a rewritten FP16 model on the CUDA provider. */
export interface GpuPlan {
  readonly name: string;
  /** Optional rules that are on besides the default ones. */
  readonly enabledRules: readonly string[];
  readonly session: Partial<SessionOptions>;
}

const graph = { enable_cuda_graph: '1' };
const nhwc = { ...graph, prefer_nhwc: '1' };
const fused = { ...nhwc, fuse_conv_bias: '1' };

const plan = (
  name: string,
  providerOptions: Readonly<Record<string, string>>,
  enabledRules: readonly string[] = [],
) => ({
  name,
  enabledRules,
  session: { backend: 'c-api', binding: 'device', providerOptions } as const,
});

const subtracted = ['lower-bias-to-sub'];
const pooled = ['carry-relu-past-max-pool'];
const stem = ['carry-stem-bias', ...pooled];
const averages = ['lower-average-pool'];
const merged = ['merge-sibling-convs', 'merge-relus-at-concat'];
const gemm = ['transpose-gemm-weights'];
const joined = ['lower-concat-to-max', 'lower-concat-to-sum', 'carry-pointwise-bias', ...gemm, ...subtracted];
const parallel = ['merge-parallel-convs', ...joined];
const twins = ['merge-twin-convs', ...joined, ...pooled];
const residual = ['carry-bias-past-relu', 'lower-residual-conv-to-gemm', ...gemm, ...pooled];

/** What is worth trying for networks of residual blocks. A plan may fail: it has lost then. */
export const residualPlans: readonly GpuPlan[] = [
  plan('graph, NHWC, fused bias', fused),
  plan('graph, NHWC, fused bias, stem', fused, stem),
  plan('graph, NHWC, fused bias, carried bias, residual Gemm', fused, residual),
  plan('graph, NHWC, fused bias, carried bias, residual Gemm, Sub', fused, [...residual, ...subtracted]),
];

/** ... of parallel branches. */
export const branchingPlans: readonly GpuPlan[] = [
  plan('graph, NHWC, fused bias', fused),
  plan('graph, NHWC, fused bias, stem, merged', fused, [...stem, ...merged, ...averages]),
  plan('graph, NHWC, fused bias, stem, parallel', fused, [...stem, ...parallel, ...averages]),
  plan('graph, NHWC, fused bias, joined', fused, [...twins, ...averages]),
];

/** ... for transformers, to which NHWC means only transposes. */
export const transformerPlans: readonly GpuPlan[] = [
  plan('graph', graph),
  plan('graph, merged', graph, ['merge-sibling-mat-muls']),
  plan('graph, packed attention', graph, ['merge-sibling-mat-muls', 'lower-packed-attention']),
];
