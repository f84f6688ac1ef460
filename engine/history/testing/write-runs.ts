import { compareRequest } from '../../api/contract.ts';
import { labelledReport } from '../../report/testing/reports.ts';
import { History } from '../history.ts';

/** Writes runs into the folder of its argument until it is killed, and tells each one that is kept. */
const [folder = ''] = process.argv.slice(2);
const { modelId: _, ...plan } = compareRequest.parse({ modelId: 'model', variants: ['fp32'] });
const history = new History(folder);
for (;;) {
  const runId = await history.addRun({
    model: { name: 'a.onnx', path: '/a.onnx', sizeBytes: 1, fingerprint: 'aaa' },
    plan,
    machine: { processor: 'Test processor', logicalCpuCount: 2, platform: 'linux x64' },
    versions: { lathe: '0.1.0', onnxruntime: '1.29.0', node: '20.19.0' },
    report: labelledReport,
  });
  console.log(runId);
}
