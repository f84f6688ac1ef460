/**
 * Speed, size and integer share of INT8 models, one thread, against each model as it came under ONNX Runtime's defaults:
 *
 *     npx tsx bench/int8.ts FILE... [--shape NAME=1x128]...
 *
 * Calibrated with random inputs: the kernels, and so the speed, do not depend on the ranges. Runs of both models are interleaved.
 * `int8-dynamic` is measured for models without convolutions: transformers.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchmark } from '../engine/benchmark/benchmark.ts';
import { parseShapes } from '../engine/cli/shape-option.ts';
import { renderTable } from '../engine/cli/table.ts';
import { withFactory } from '../engine/cli/with-factory.ts';
import { formatBytes, formatMs, formatPercent, formatRatio } from '../engine/report/format-number.ts';
import type { SessionFactory } from '../engine/runtime/session.ts';
import { explainQuantized } from '../engine/workbench/explain/explain-quantized.ts';
import { loadModel } from '../engine/workbench/load-model.ts';
import { operatorCountsOf } from '../engine/workbench/summarize-model.ts';
import { VariantBuilder } from '../engine/workbench/variant-builder.ts';

const RUNS = 48;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { shape: { type: 'string', multiple: true, default: [] } },
});
const wantedShapes = parseShapes(values.shape);
const { signal } = new AbortController();
const onProgress = () => {};

const rows: string[][] = [];
await withFactory(async (factory) => {
  for (const path of positionals) {
    process.stderr.write(`${path}\n`);
    rows.push(...(await measure(path, factory)));
  }
});
process.stdout.write(
  `${renderTable(['model', 'form', 'original', 'INT8', 'speed-up', '95 % interval', 'integer work', 'size'], rows)}\n`,
);

async function measure(path: string, factory: SessionFactory): Promise<string[][]> {
  const { frozen } = await loadModel(path);
  const inputs = new Set(frozen.inputs.map((id) => frozen.values.get(id)?.name));
  const shapes = Object.fromEntries(Object.entries(wantedShapes).filter(([name]) => inputs.has(name)));
  const loaded = await loadModel(path, { shapes });
  const folder = await mkdtemp(join(tmpdir(), 'lathe-bench-'));
  try {
    const builder = new VariantBuilder(loaded, { folder, factory });
    const options = { target: 'onnxruntime-cpu', shapes, signal, onProgress } as const;
    const kinds = operatorCountsOf(loaded.frozen).Conv ? (['int8'] as const) : (['int8', 'int8-dynamic'] as const);
    const original = await builder.build('original', undefined, options);
    const built = [];
    for (const kind of kinds) built.push(await builder.build(kind, { data: 'random', method: 'min-max' }, options));
    const { variants } = await benchmark(
      [original, ...built].map(({ kind, source, sizeBytes }) => ({ id: kind, source, sizeBytes })),
      { provider: 'cpu', threads: 1, batch: 1, shapes, budget: { kind: 'exactly', runCount: RUNS } },
      { factory, signal },
    );
    const [baseline] = variants;
    const found: string[][] = [];
    for (const { kind, quantization, sizeBytes } of built) {
      const timing = variants.find(({ id }) => id === kind);
      if (!quantization || baseline?.status !== 'measured' || timing?.status !== 'measured') continue;
      const services = { factory, folder, signal, onProgress };
      const explained = await explainQuantized(
        quantization,
        { provider: 'cpu', shapes, calibration: undefined },
        services,
      );
      const { ratio = Number.NaN, interval } = timing.speedup ?? {};
      found.push([
        loaded.name,
        kind,
        formatMs(baseline.latencyMs.p50),
        formatMs(timing.latencyMs.p50),
        formatRatio(ratio),
        interval ? `${formatRatio(interval.low)} - ${formatRatio(interval.high)}` : '-',
        formatPercent(explained.integerWorkShare),
        formatBytes(sizeBytes),
      ]);
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
