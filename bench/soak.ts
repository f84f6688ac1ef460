/**
 * Opens, compares, cancels and kills at random for a while, and watches the engine's memory: after a warm-up it must not grow
 * by more than a tenth.
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
import { createRandom } from '../engine/benchmark/statistics.ts';
import { createNodeProcessHost } from '../engine/runtime/node-process-host.ts';
import type { HostedProcess } from '../engine/runtime/process-host.ts';
import { describeMachine } from '../engine/runtime/providers.ts';
import { createRunnerPool } from '../engine/runtime/runner-pool.ts';
import { Workbench } from '../engine/workbench/workbench.ts';

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

function memoryMb(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 2 ** 20;
}

const [sample] = await workbench.samples();
if (!sample) throw new Error(`There is no sample in ${samplesFolder}`);
const endings = new Map<string, number>();
const readings: number[] = [];
const until = performance.now() + minutes * 60_000;
try {
  while (performance.now() < until) {
    const ending = await round(sample.id);
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
    readings.push(memoryMb());
    process.stderr.write(`${readings.length} rounds, ${readings.at(-1)?.toFixed(0)} MB, ${ending}\n`);
  }
} finally {
  await workbench.dispose();
  await rm(userDataDir, { recursive: true, force: true });
}
const third = Math.max(1, Math.floor(readings.length / 3));
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const early = median(readings.slice(third, 2 * third));
const late = median(readings.slice(-third));
for (const [ending, count] of endings) process.stdout.write(`${count} x ${ending}\n`);
process.stdout.write(
  `${readings.length} rounds in ${minutes} min; engine ${early.toFixed(0)} MB in the second third, ${late.toFixed(0)} MB in the last: ${(100 * (late / early - 1)).toFixed(1)} %\n`,
);
process.stdout.write(`runners left: ${runners.size}; defects: ${defects.length}\n`);
for (const defect of defects.slice(0, 3)) process.stdout.write(`${defect instanceof Error ? defect.stack : defect}\n`);
process.exitCode = late > 1.1 * early || runners.size > 0 || defects.length > 0 ? 1 : 0;
