import { compareRequest } from '../../engine/api/contract.ts';
import {
  type ExportRecord,
  type RunSummary,
  type StoredRun,
  toVariantSummaries,
} from '../../engine/history/run-record.ts';
import { labelledReport, unlabelledReport } from './reports.ts';

const { modelId: _, ...plan } = compareRequest.parse({ modelId: 'model', variants: ['fp32', 'fp16', 'int8'] });

const model = {
  name: 'inception_fashion.onnx',
  path: '/home/ada/models/inception_fashion.onnx',
  sizeBytes: 1_289_432,
  fingerprint: '4f0c'.repeat(16),
};

/** Two runs with different conditions, the newest first. */
export const keptRuns: readonly StoredRun[] = [
  {
    runId: 12,
    note: 'After the new batch normalization rule',
    model,
    plan,
    machine: { processor: 'AMD Ryzen 7 7840U', logicalCpuCount: 16, platform: 'linux x64' },
    versions: { lathe: '0.1.0', onnxruntime: '1.29.0', node: '20.19.0' },
    report: labelledReport,
  },
  {
    runId: 7,
    note: '',
    model,
    plan: { ...plan, disabledRules: ['fuse-batch-norm-into-conv'] },
    machine: { processor: 'AMD Ryzen 7 7840U', logicalCpuCount: 16, platform: 'linux x64' },
    versions: { lathe: '0.1.0', onnxruntime: '1.28.1', node: '20.19.0' },
    report: {
      ...unlabelledReport,
      conditions: { ...unlabelledReport.conditions, threads: 4, measuredAt: '2026-11-20T09:05:00.000Z' },
    },
  },
];

export const keptExports: readonly ExportRecord[] = [
  {
    model,
    variant: 'int8',
    fileName: 'inception_fashion.int8.onnx',
    path: '/home/ada/exports/inception_fashion.int8.onnx',
    sizeBytes: 348_160,
    fingerprint: '9ab1'.repeat(16),
    exportedAt: '2026-11-22T20:20:00.000Z',
  },
];

export const toSummary = ({ runId, model: { name, path, fingerprint }, report, note }: StoredRun): RunSummary => ({
  runId,
  modelName: name,
  modelPath: path,
  fingerprint,
  measuredAt: report.conditions.measuredAt,
  provider: report.conditions.provider,
  device: report.conditions.device,
  variants: toVariantSummaries(report),
  note,
});
