/**
 * FP16 plans on an NVIDIA GPU against what onnxruntime-node does by default with its CUDA provider.
 *
 *     npx tsx bench/gpu/main.ts FOLDER [--batch 1,32] [--only NAME,NAME] [--json FILE]
 *
 * FOLDER holds the topologies of networks.ts with their weights. Every plan is built by Lathe's own pipeline and screened; the
 * fastest is then measured in turns with the original, in host memory through the Node binding, and both are compared in what
 * they compute. Latency is that of one run, with the wait for the device.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderTable } from '../../engine/cli/table.ts';
import { withFactory } from '../../engine/cli/with-factory.ts';
import { measureNetwork, type NetworkResult } from './measure-network.ts';
import { networks } from './networks.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { batch: { type: 'string' }, only: { type: 'string' }, json: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('usage: npx tsx bench/gpu/main.ts FOLDER [--batch 1,32] [--only NAME,NAME]');
const batches = (values.batch ?? '1,32').split(',').map(Number);
const chosen = networks.filter(({ name }) => values.only === undefined || values.only.split(',').includes(name));

const say = (line: string) => process.stdout.write(`${line}\n`);
const work = await mkdtemp(join(tmpdir(), 'lathe-gpu-'));
const results: NetworkResult[] = [];
try {
  await withFactory(async (factory) => {
    for (const network of chosen) {
      for (const batch of batches) {
        const result = await measureNetwork({ network, batch, path: join(folder, network.file), work, factory, say });
        results.push(result);
        if (values.json !== undefined) await writeFile(values.json, JSON.stringify(results, undefined, 1));
      }
    }
  });
} finally {
  await rm(work, { recursive: true, force: true });
}
const ms = (value: number) => value.toFixed(3);
say(
  renderTable(
    [
      'network',
      'batch',
      'onnxruntime-node',
      'fastest plan',
      'p50, ms',
      'p99, ms',
      'speed-up',
      '95 % interval',
      'SQNR, dB',
    ],
    results.map(({ network, batch, baselineMs, best, sqnr }) => [
      network,
      `${batch}`,
      ms(baselineMs),
      best.name,
      ms(best.p50),
      ms(best.p99),
      `${best.speedup.toFixed(2)}x`,
      best.interval ? `${best.interval.low.toFixed(2)}-${best.interval.high.toFixed(2)}` : '-',
      sqnr.toFixed(1),
    ]),
  ),
);
