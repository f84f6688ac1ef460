import packageJson from '../../package.json' with { type: 'json' };
import type { CompareRequest } from '../api/contract.ts';
import type { RunRecord } from '../history/run-record.ts';
import type { CompareReport } from '../report/report.ts';
import type { Machine } from '../runtime/providers.ts';

/** A finished comparison as the history keeps it: with its plan, the machine and every version that decides. */
export function toRunRecord(
  model: RunRecord['model'],
  { modelId: _, ...plan }: CompareRequest,
  { processor, onnxruntimeVersion }: Machine,
  report: CompareReport,
): RunRecord {
  return {
    model,
    plan,
    machine: {
      processor: processor.name,
      logicalCpuCount: processor.logicalCpuCount,
      platform: `${process.platform} ${process.arch}`,
    },
    versions: { lathe: packageJson.version, onnxruntime: onnxruntimeVersion, node: process.versions.node },
    report,
  };
}
