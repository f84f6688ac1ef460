import { labelledReport } from '../../engine/report/testing/reports.ts';
import type { TuneCandidate, TuneReport } from '../../engine/report/tune-report.ts';

const candidate = (
  id: string,
  name: string,
  speedup: number,
  rest: Partial<TuneCandidate> & Pick<TuneCandidate, 'verdict' | 'reason'>,
): TuneCandidate => ({
  id,
  name,
  origin: name,
  measuredBy: 'confirmation',
  sizeBytes: 1_000_000,
  speed: {
    latencyMs: { p50: 2 / speedup, p90: 2.1 / speedup, p99: 2.4 / speedup },
    throughput: 500 * speedup,
    speedup,
    speedupInterval: { low: speedup * 0.98, high: speedup * 1.02 },
  },
  plan: {
    format: id === '0' ? 'original' : 'fp32',
    rewrite: { target: 'onnxruntime-cpu', disabledRules: [], enabledRules: [] },
    session: { provider: 'cpu', threads: 1, graphOptimization: 'all' },
    shapes: {},
    batch: 1,
    streams: 1,
  },
  ...rest,
});

/** A search that ended: the rewritten model won, another plan lost. */
export const tuneReport: TuneReport = {
  model: 'inception_fashion.onnx',
  conditions: labelledReport.conditions,
  budget: { maximumDrop: 0.01 },
  state: 'finished',
  candidates: [
    candidate('0', 'As it came', 1, { verdict: 'kept', reason: 'The input plan.' }),
    candidate('1', 'FP32, LRN written out', 1.72, { verdict: 'kept', reason: '1.72x (1.69 to 1.75) the speed.' }),
    candidate('2', 'FP32, with merge-sibling-convs', 0.91, { verdict: 'dropped', reason: 'Slower.' }),
  ],
  best: '1',
  remarks: ['Seven plans were not tried for want of time.'],
};
