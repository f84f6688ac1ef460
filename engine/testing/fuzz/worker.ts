import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { corpus, type Seed } from './corpus.ts';
import { drive, type Outcome } from './drive.ts';
import { mutantOf } from './mutant.ts';

/** What the parent sends: `start` once, then an index at a time. */
export type Order =
  | { readonly kind: 'start'; readonly seed: number; readonly scratch: string; readonly folders: readonly string[] }
  | { readonly kind: 'run'; readonly index: number };

/** What the child answers. */
export type Answer =
  | { readonly kind: 'ready'; readonly seedCount: number }
  /** The file is written and about to be opened. */
  | { readonly kind: 'made'; readonly index: number }
  | {
      readonly kind: 'done';
      readonly index: number;
      readonly outcome: Outcome;
      readonly cpuMs: number;
      /** The largest that this process ever was. */
      readonly peakBytes: number;
    };

let seeds: readonly Seed[] = [];
let run = { seed: 0, scratch: '' };

const answer = (message: Answer) => process.send?.(message);

async function open(index: number): Promise<void> {
  const { extension, bytes, partner } = mutantOf(seeds, run.seed, index);
  const path = join(run.scratch, `model${extension}`);
  await writeFile(path, bytes);
  const partnerPath = join(run.scratch, extension === '.prototxt' ? 'model.caffemodel' : 'model.prototxt');
  if (partner) await writeFile(partnerPath, partner);
  // A network is opened with its weights, also where the weights are what is damaged.
  const opened = extension === '.caffemodel' && partner ? partnerPath : path;
  answer({ kind: 'made', index });
  const before = process.cpuUsage();
  const outcome = await drive(opened, index);
  const { user, system } = process.cpuUsage(before);
  await Promise.all([rm(path, { force: true }), rm(partnerPath, { force: true })]);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  answer({ kind: 'done', index, outcome, cpuMs: (user + system) / 1000, peakBytes });
}

process.on('message', (order: Order) => {
  if (order.kind === 'run') {
    void open(order.index);
    return;
  }
  seeds = corpus(order.folders);
  run = order;
  answer({ kind: 'ready', seedCount: seeds.length });
});
