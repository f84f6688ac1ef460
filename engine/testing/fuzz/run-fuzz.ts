import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './drive.ts';
import type { Answer, Order } from './worker.ts';

export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  /** Index of the first file: a run can be continued, or one file repeated. */
  readonly first?: number;
  /** Folders with more models to mutate. */
  readonly folders?: readonly string[];
  /** The run ends early, and says so, when this is over. */
  readonly limitMs?: number;
  readonly onProgress?: (doneCount: number) => void;
}

export interface Finding {
  readonly index: number;
  readonly kind: 'defect' | 'crash' | 'hang' | 'memory';
  readonly what: string;
}

export interface FuzzReport {
  readonly fileCount: number;
  readonly seedCount: number;
  /** 'graph', 'graph with warnings', or the code of the refusal, with how often each came. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** How often each diagnostic came with a graph. */
  readonly warnings: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
  readonly slowestCpuMs: number;
  readonly peakBytes: number;
}

export const HANG_MS = 2_000;
export const MEMORY_BYTES = 2 ** 30;

/**
 * Opens `count` mutated files in a child process, one at a time. A file that takes more than 2 s of processor time, or the process
 * beyond 1 GB, or ends it, or raises an error without a code, is a finding. Files depend on the seed and on their index alone.
 */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, count, first = 0, folders = [], limitMs = Number.POSITIVE_INFINITY, onProgress } = options;
  const scratch = await mkdtemp(join(tmpdir(), 'lathe-fuzz-'));
  await writeFile(join(scratch, 'weights.bin'), new Uint8Array(4096).fill(63));
  const outcomes = new Map<string, number>();
  const warnings = new Map<string, number>();
  const findings: Finding[] = [];
  const started = performance.now();
  let [slowestCpuMs, peakBytes, seedCount, fileCount] = [0, 0, 0, 0];
  let worker = await Worker.start({ kind: 'start', seed, scratch, folders });
  try {
    for (let index = first; index < first + count && performance.now() - started < limitMs; index++) {
      seedCount = worker.seedCount;
      const result = await worker.run(index);
      fileCount++;
      if (fileCount % 500 === 0) onProgress?.(fileCount);
      if (result.kind === 'done') {
        slowestCpuMs = Math.max(slowestCpuMs, result.cpuMs);
        peakBytes = Math.max(peakBytes, result.peakBytes);
        count1(outcomes, nameOf(result.outcome));
        if (result.outcome.kind === 'graph')
          for (const code of new Set(result.outcome.warnings)) count1(warnings, code);
        const finding = findingOf(result);
        if (finding) findings.push(finding);
        if (finding?.kind !== 'memory') continue;
        worker.stop();
      } else {
        count1(outcomes, result.kind);
        findings.push({ index, kind: result.kind, what: result.what });
      }
      worker = await Worker.start({ kind: 'start', seed, scratch, folders });
    }
  } finally {
    worker.stop();
    await rm(scratch, { recursive: true, force: true });
  }
  return { fileCount, seedCount, outcomes, warnings, findings, slowestCpuMs, peakBytes };
}

type Done = Extract<Answer, { kind: 'done' }>;
type Result = Done | { readonly kind: 'crash' | 'hang'; readonly what: string };

function nameOf(outcome: Outcome): string {
  if (outcome.kind === 'refused') return outcome.code;
  if (outcome.kind === 'defect') return 'defect';
  return outcome.warnings.length > 0 ? 'graph with diagnostics' : 'graph';
}

function findingOf({ index, outcome, cpuMs, peakBytes }: Done): Finding | undefined {
  if (outcome.kind === 'defect') {
    const frames = outcome.stack
      .split('\n')
      .filter((line) => line.includes('    at '))
      .slice(0, 4);
    const places = frames.map((frame) => /([\w-]+\.ts:\d+)/.exec(frame)?.[1] ?? frame.trim().slice(0, 60));
    return { index, kind: 'defect', what: `${outcome.stage}: ${outcome.message} (${places.join(' < ')})` };
  }
  if (cpuMs > HANG_MS) return { index, kind: 'hang', what: `took ${Math.round(cpuMs)} ms` };
  if (peakBytes > MEMORY_BYTES) return { index, kind: 'memory', what: `took ${Math.round(peakBytes / 2 ** 20)} MiB` };
  return undefined;
}

/** A child process that opens files, watched by processor time: a busy machine makes nothing hang. */
class Worker {
  seedCount = 0;
  private stderr = '';

  private constructor(private readonly child: ChildProcess) {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr = (this.stderr + text).slice(-2000);
    });
  }

  static async start(order: Order): Promise<Worker> {
    const child = fork(join(import.meta.dirname, 'worker.ts'), [], {
      execArgv: ['--import', 'tsx', '--max-old-space-size=900'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const worker = new Worker(child);
    child.send(order);
    worker.seedCount = await new Promise<number>((resolve, reject) => {
      child.once('message', (answer: Answer) => resolve(answer.kind === 'ready' ? answer.seedCount : 0));
      child.once('exit', () => reject(new Error(`The worker did not start: ${worker.stderr}`)));
    });
    child.removeAllListeners('exit');
    return worker;
  }

  run(index: number): Promise<Result> {
    const { child } = this;
    return new Promise((resolve) => {
      let watch: NodeJS.Timeout | undefined;
      const end = (result: Result) => {
        clearInterval(watch);
        child.removeAllListeners('message').removeAllListeners('exit');
        resolve(result);
      };
      child.on('message', (answer: Answer) => {
        if (answer.kind === 'done') end(answer);
        if (answer.kind !== 'made') return;
        const [madeMs, madeAt] = [processorMs(child.pid), performance.now()];
        watch = setInterval(() => {
          const spentMs =
            madeMs === undefined ? performance.now() - madeAt : (processorMs(child.pid) ?? madeMs) - madeMs;
          if (spentMs <= HANG_MS) return;
          child.kill('SIGKILL');
          end({ kind: 'hang', what: `more than ${HANG_MS} ms` });
        }, 250);
      });
      child.once('exit', (code, signal) =>
        end({ kind: 'crash', what: `${signal ?? code}: ${this.stderr.slice(-500)}` }),
      );
      child.send({ kind: 'run', index } satisfies Order);
    });
  }

  stop(): void {
    this.child.removeAllListeners('exit');
    this.child.kill('SIGKILL');
  }
}

const TICKS_PER_SECOND = 100;

/** Processor time of a process, where the platform tells. Source: proc(5), /proc/pid/stat, fields 14 and 15. */
function processorMs(pid: number | undefined): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}

const count1 = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};
