import { describe, expect, it } from 'vitest';
import { compareRequest } from '../api/contract.ts';
import { labelledReport, unlabelledReport } from '../report/testing/reports.ts';
import { compareRuns } from './compare-runs.ts';
import type { StoredRun } from './run-record.ts';

const { modelId: _, ...plan } = compareRequest.parse({ modelId: 'model', variants: ['fp32'] });

const run: StoredRun = {
  runId: 1,
  note: '',
  model: { name: 'a.onnx', path: '/a.onnx', sizeBytes: 1000, fingerprint: 'a'.repeat(64) },
  plan,
  machine: { processor: 'Test processor', logicalCpuCount: 2, platform: 'linux x64' },
  versions: { lathe: '0.1.0', onnxruntime: '1.29.0', node: '20.19.0' },
  report: labelledReport,
};

describe('compareRuns', () => {
  it('pairs variants by kind, and leaves out the side that failed', () => {
    const { pairs } = compareRuns(run, { ...run, runId: 2, report: unlabelledReport });
    expect(pairs.map(({ kind }) => kind)).toEqual(['original', 'fp32', 'fp16', 'int8']);
    const fp16 = pairs.find(({ kind }) => kind === 'fp16');
    expect(fp16?.first?.latencyMs.p50).toBeGreaterThan(0);
    expect(fp16).not.toHaveProperty('second');
  });

  it('names every condition that differs, and no other', () => {
    const other: StoredRun = {
      ...run,
      runId: 2,
      plan: { ...plan, disabledRules: ['fuse-relu'] },
      versions: { ...run.versions, onnxruntime: '1.30.0' },
      report: { ...labelledReport, conditions: { ...labelledReport.conditions, threads: 4 } },
    };
    expect(compareRuns(run, run).changes).toEqual([]);
    expect(compareRuns(run, other).changes).toEqual([
      { name: 'Threads', first: '1', second: '4' },
      { name: 'Rules left out', first: 'none', second: 'fuse-relu' },
      { name: 'ONNX Runtime', first: '1.29.0', second: '1.30.0' },
    ]);
  });
});
