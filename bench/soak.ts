/**
 * Opens, compares, cancels and kills at random for a while, and watches the engine's memory: after a warm-up neither the median
 * of what it holds nor the 95th percentile of what is resident may grow by more than a tenth.
 *
 *     node --expose-gc --import tsx bench/soak.ts [MINUTES] [SEED]
 *
 * Every round opens the sample, starts a comparison, a grid or a search, lets it run for a moment, and then waits for it,
 * cancels it, kills one of its runners (SIGKILL), or closes the model under it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { compareRequest, gridRequest, type JobId, type ModelId, tuneRequest } from '../engine/api/contract.ts';
import { createRandom, percentile } from '../engine/benchmark/statistics.ts';
import { createNodeProcessHost } from '../engine/runtime/node-process-host.ts';
import type { HostedProcess } from '../engine/runtime/process-host.ts';
import { describeMachine } from '../engine/runtime/providers.ts';
import { createRunnerPool } from '../engine/runtime/runner-pool.ts';
import { Workbench } from '../engine/workbench/workbench.ts';

const collectGarbage = globalThis.gc;
if (!collectGarbage) throw new Error('usage: node --expose-gc --import tsx bench/soak.ts [MINUTES] [SEED]');
const minutes = Number(process.argv[2] ?? 30);
const random = createRandom(Number(process.argv[3] ?? 1));
const samplesFolder = fileURLToPath(new URL('../assets/samples', import.meta.url));
const userDataDir = await mkdtemp(join(tmpdir(), 'lathe-soak-'));

const host = createNodeProcessHost();
const runners = new Set<HostedProcess>();
const processHost = {
  spawnRunner: () => {
    const runner = host.spawnRunner();
    runners.add(runner);
    runner.onExit(() => runners.delete(runner));
    return runner;
  },
};
const defects: unknown[] = [];
const workbench = new Workbench({
  userDataDir,
  samplesFolder,
  factory: createRunnerPool({ processHost }),
  describeMachine: () => describeMachine(host),
  hostKind: 'window',
  report: (error) => defects.push(error),
});

const pick = <T>(items: readonly [T, ...T[]]): T => items[Math.floor(random() * items.length)] ?? items[0];

function startJob(modelId: ModelId): JobId {
  const starts = [
    () => workbench.startCompare(compareRequest.parse({ modelId, variants: ['fp32', 'fp16'], threads: 1 })),
    () => workbench.startGrid(gridRequest.parse({ modelId, batches: [1, 4], streams: [1, 2] })),
    () => workbench.startTune(tuneRequest.parse({ modelId, threads: 1, formats: ['fp32', 'fp16'], timeLimitMs: 5000 })),
  ] as const;
  return pick(starts)();
}

/** A job that takes longer than this hangs, on however busy a machine. */
const patienceMs = 300_000;

/** How the job ended; the event after which nothing follows. `onStage` hears of what it does meanwhile. */
async function endOf(jobId: JobId, onStage: (stage: string) => void): Promise<string> {
  let last = 'nothing';
  for await (const event of workbench.jobs.watch(jobId)) {
    last = event.type;
    if (event.type === 'progress') onStage(`${event.stage}, ${event.doneCount} of ${event.totalCount} ${event.unit}`);
  }
  return last;
}

async function round(sampleId: string): Promise<string> {
  const { modelId } = await workbench.openSample(sampleId);
  const jobId = startJob(modelId);
  await sleep(random() * 6000);
  const deed = pick(['wait', 'cancel', 'cancel', 'kill', 'close']);
  if (deed === 'cancel') workbench.jobs.cancel(jobId);
  if (deed === 'kill') for (const runner of [...runners].slice(0, 1)) runner.kill();
  let stage = 'nothing';
  const watched = endOf(jobId, (newest) => {
    stage = newest;
  });
  const ending = deed === 'close' ? workbench.close(modelId).then(() => watched) : watched;
  const end = await Promise.race([ending, sleep(patienceMs, 'hung', { ref: false })]);
  if (deed !== 'close') await workbench.close(modelId);
  if (end === 'hung') throw new Error(`A job did not end within five minutes after "${deed}"; it was at: ${stage}`);
  return `${deed}: ${end}`;
}

interface Reading {
  /** Resident outside V8's heap, and what lives in that heap after a collection, in MB. */
  readonly heldMb: number;
  /** All that is resident, in MB. */
  readonly residentMb: number;
}

/**
 * V8 gives emptied pages of its heap back to the system when it pleases, some 30 MB of them. So resident memory jumps between two
 * levels, and a few of its readings say more about when that was than about what the engine holds.
 */
function readMemory(collectGarbage: () => void): Reading {
  collectGarbage();
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  return { heldMb: (rss - heapTotal + heapUsed) / 2 ** 20, residentMb: rss / 2 ** 20 };
}

interface Growth {
  readonly name: string;
  readonly earlyMb: number;
  readonly lateMb: number;
}

/** From the second third of a run to the last: the first one is warm-up. */
function growthsOf(readings: readonly Reading[]): readonly Growth[] {
  const third = Math.max(1, Math.floor(readings.length / 3));
  const early = readings.slice(third, 2 * third);
  const late = readings.slice(-third);
  const growth = (name: string, p: number, read: (reading: Reading) => number): Growth => ({
    name,
    earlyMb: percentile(early.map(read), p),
    lateMb: percentile(late.map(read), p),
  });
  return [
    growth('held, median', 50, ({ heldMb }) => heldMb),
    growth('resident, 95th percentile', 95, ({ residentMb }) => residentMb),
  ];
}

const [sample] = await workbench.samples();
if (!sample) throw new Error(`There is no sample in ${samplesFolder}`);
const endings = new Map<string, number>();
const readings: Reading[] = [];
const until = performance.now() + minutes * 60_000;
try {
  while (performance.now() < until) {
    const ending = await round(sample.id);
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
    const reading = readMemory(collectGarbage);
    readings.push(reading);
    const [held, resident] = [reading.heldMb, reading.residentMb].map((mb) => mb.toFixed(0));
    process.stderr.write(`${readings.length} rounds, ${held} MB held, ${resident} resident, ${ending}\n`);
  }
} finally {
  await workbench.dispose();
  await rm(userDataDir, { recursive: true, force: true });
}
const growths = growthsOf(readings);
for (const [ending, count] of endings) process.stdout.write(`${count} x ${ending}\n`);
process.stdout.write(`${readings.length} rounds in ${minutes} min; the engine's memory, second third and last:\n`);
for (const { name, earlyMb, lateMb } of growths) {
  const percent = (100 * (lateMb / earlyMb - 1)).toFixed(1);
  process.stdout.write(`${name}: ${earlyMb.toFixed(0)} MB, ${lateMb.toFixed(0)} MB: ${percent} %\n`);
}
process.stdout.write(`runners left: ${runners.size}; defects: ${defects.length}\n`);
for (const defect of defects.slice(0, 3)) process.stdout.write(`${defect instanceof Error ? defect.stack : defect}\n`);
// Also false where there were too few rounds to compare.
const isFlat = growths.every(({ earlyMb, lateMb }) => lateMb <= 1.1 * earlyMb);
process.exitCode = !isFlat || runners.size > 0 || defects.length > 0 ? 1 : 0;
