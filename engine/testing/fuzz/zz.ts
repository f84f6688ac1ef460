import { writeFileSync } from 'node:fs';
import { importOnnx } from '../../importers/onnx/import-onnx.ts';
import { printGraph } from '../../ir/print.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { optimize } from '../../passes/optimize.ts';
import { targetNames } from '../../targets/targets.ts';
import { corpus } from './corpus.ts';
import { mutantOf } from './mutant.ts';

const seeds = corpus();
for (const arg of process.argv.slice(2)) {
  const i = Number(arg);
  const m = mutantOf(seeds, Number(process.env.SEED ?? 1), i);
  writeFileSync(`/tmp/robust-${i}.onnx`, m.bytes);
  console.log('#', i, m.seedName, m.bytes.length);
  try {
    const { model, diagnostics } = importOnnx(m.bytes);
    const g = inferTypes(model.graph);
    console.log(printGraph(g).slice(0, 1500), diagnostics.slice(0, 4));
    optimize(g, { target: targetNames[i % 5] ?? 'portable' });
  } catch (e) {
    console.log((e as Error).stack?.slice(0, 900));
  }
}
