/**
 * A Node.js program that runs the model beside it as plan.json says, with the onnxruntime-node package. It reads everything from
 * plan.json, so it is the same for all plans.
 */
export const nodeSample = `// Runs the model beside this file as plan.json says.
//
//     npm install onnxruntime-node
//     node run.mjs [RUNS]
//
// Replace randomFeeds() with your data: inputs by name, as tensors of onnxruntime-node.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';

const folder = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'));

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
};

function openSession() {
  const { provider, threads, graphOptimization, configEntries, providerOptions, binding } = plan.session;
  if (Object.keys(providerOptions).length > 0 || binding === 'device') {
    console.error('onnxruntime-node takes no provider options and binds no tensors: it is slower here than run.py or run.cpp.');
  }
  return ort.InferenceSession.create(join(folder, plan.model.file), {
    executionProviders: [provider],
    graphOptimizationLevel: graphOptimization,
    executionMode: 'sequential',
    interOpNumThreads: 1,
    ...(threads > 0 && { intraOpNumThreads: threads }),
    extra: configEntries,
  });
}

function randomFeeds() {
  return Object.fromEntries(plan.inputs.map(({ name, type, dims }) => [name, randomTensor(type, dims)]));
}

function randomTensor(type, dims) {
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (type === 'string') return new ort.Tensor('string', new Array(count).fill('a'), dims);
  const data = new arrays[type](count);
  const isFloat = type === 'float32' || type === 'float64';
  for (let index = 0; index < count; index++) {
    // Half precision as its bits: numbers in [1, 2).
    if (type === 'float16') data[index] = 0x3c00 + Math.floor(1024 * Math.random());
    else if (isFloat) data[index] = 2 * Math.random() - 1;
    else data[index] = typeof data[index] === 'bigint' ? 1n : 1;
  }
  return new ort.Tensor(type, data, dims);
}

const runCount = Number(process.argv[2] ?? 20);
const session = await openSession();
const feeds = randomFeeds();
let outputs = {};
for (let run = 0; run < 3; run++) outputs = await session.run(feeds);
const durations = [];
for (let run = 0; run < runCount; run++) {
  const start = performance.now();
  outputs = await session.run(feeds);
  durations.push(performance.now() - start);
}
for (const name of plan.outputs) console.log(\`\${name}: \${outputs[name].type} [\${outputs[name].dims}]\`);
durations.sort((a, b) => a - b);
console.log(\`median of \${runCount} runs: \${durations[Math.floor(runCount / 2)].toFixed(3)} ms\`);
`;
