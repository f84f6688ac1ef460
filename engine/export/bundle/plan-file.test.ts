import { expect, it } from 'vitest';
import { bundleFiles } from './bundle-files.ts';
import { type PlanFile, parsePlanFile, printPlanFile } from './plan-file.ts';

const plan: PlanFile = {
  kind: 'lathe-plan',
  version: 1,
  lathe: '0.1.0',
  onnxruntime: '1.29.0',
  model: { file: 'model.onnx', sha256: 'ab', sizeBytes: 10 },
  inputs: [{ name: 'pixel "values"', type: 'float16', dims: [1, 3, 224, 224] }],
  outputs: ['logits'],
  session: {
    provider: 'cuda',
    threads: 1,
    graphOptimization: 'all',
    configEntries: { 'session.disable_quant_qdq': '1' },
    providerOptions: { prefer_nhwc: '1', enable_cuda_graph: '1' },
    binding: 'device',
  },
  batch: 1,
  streams: 1,
  made: {
    from: { name: 'resnet50.onnx', sha256: 'cd' },
    format: 'fp16',
    target: 'onnxruntime-cuda',
    disabledRules: [],
    enabledRules: [],
  },
  measured: { device: 'H100', at: '2026-01-01', speedup: 4, latencyMs: { p50: 1, p90: 2, p99: 3 }, throughput: 1000 },
};

it('is read as it was written', () => {
  expect(parsePlanFile(printPlanFile(plan), 'plan.json')).toEqual(plan);
});

it.each([
  ['{', 'it is no JSON'],
  ['{"kind":"lathe-plan","version":2}', '"version"'],
  [printPlanFile(plan).replace('"cuda"', '"cudo"'), '"session.provider"'],
])('%s is refused with what is wrong', (text, problem) => {
  expect(() => parsePlanFile(text, 'plan.json')).toThrow(problem);
});

it('is written out in the C++ sample: inputs, options, and tensors on the device', () => {
  const code = bundleFiles(plan)['run.cpp'];
  expect(code).toContain('{"pixel \\"values\\"", ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16, {1, 3, 224, 224}}');
  expect(code).toContain('{"session.disable_quant_qdq", "1"}');
  expect(code).toContain('{"enable_cuda_graph", "1"}');
  expect(code).toContain('AppendExecutionProvider_CUDA_V2');
  expect(code).toContain('Ort::IoBinding binding(session);');
});

it('leaves out of the C++ sample what a plan on the CPU does not need', () => {
  const { providerOptions: _, ...session } = plan.session;
  const onCpu: PlanFile = { ...plan, session: { ...session, provider: 'cpu', providerOptions: {}, binding: 'host' } };
  const code = bundleFiles(onCpu)['run.cpp'];
  expect(code).not.toContain('AppendExecutionProvider');
  expect(code).not.toContain('IoBinding');
});
