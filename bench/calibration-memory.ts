/**
 * Peak memory of a calibration with few and with many samples, which must be the same:
 *
 *     npx tsx bench/calibration-memory.ts MODEL [FEW] [MANY] [--shape NAME=1x128]...
 *
 * Each calibration runs in a process of its own. Counted are the engine's peak and its runner's. The data is random, of the shape
 * that the model takes, read from a folder of ONNX test data sets or from a .npy file as recorded data would be.
 */
import { fork } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseShapes } from '../engine/cli/shape-option.ts';
import { renderTable } from '../engine/cli/table.ts';
import { valuesToObserve } from '../engine/precision/quantize/quantize-static.ts';
import { formatBytes } from '../engine/report/format-number.ts';
import { createNodeProcessHost } from '../engine/runtime/node-process-host.ts';
import { createRunnerPool } from '../engine/runtime/runner-pool.ts';
import type { SessionFactory } from '../engine/runtime/session.ts';
import { calibrateModel } from '../engine/workbench/calibrate-model.ts';
import { loadModel } from '../engine/workbench/load-model.ts';
import { rewriteModel } from '../engine/workbench/rewrite-model.ts';
import { sessionPortsOf } from '../engine/workbench/session-ports.ts';
import { upgradeForInt8 } from '../engine/workbench/upgrade-for-int8.ts';
import { writeTestData } from './write-test-data.ts';

interface Task {
  readonly model: string;
  readonly data: string;
  readonly limit: number;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

interface Peaks {
  readonly engineBytes: number;
  readonly runnerBytes: number;
}

if (process.send) {
  process.once('message', (task: Task) => {
    void measure(task).then((peaks) => process.send?.(peaks, () => process.exit(0)));
  });
} else {
  await compare();
}

async function compare(): Promise<void> {
  const [model = '', few = '100', many = '1000', ...more] = process.argv.slice(2);
  const shapes = parseShapes(more.filter((word) => word !== '--shape'));
  const folder = await mkdtemp(join(tmpdir(), 'lathe-bench-'));
  try {
    const loaded = await loadModel(model, { shapes });
    const data = await writeTestData(folder, sessionPortsOf(loaded.frozen), Number(many));
    const rows: string[][] = [];
    const totals: number[] = [];
    for (const limit of [Number(few), Number(many)]) {
      const { engineBytes, runnerBytes } = await inOwnProcess({ model, data, limit, shapes });
      totals.push(engineBytes + runnerBytes);
      rows.push([String(limit), ...[engineBytes, runnerBytes, engineBytes + runnerBytes].map(formatBytes)]);
    }
    const [first = 1, last = 1] = totals;
    process.stdout.write(`${renderTable(['samples', 'engine', 'runner', 'together'], rows)}\n`);
    process.stdout.write(`${((last / first - 1) * 100).toFixed(1)} % more with ${many} samples than with ${few}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function inOwnProcess(task: Task): Promise<Peaks> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), { execArgv: process.execArgv });
    child.once('message', (peaks: Peaks) => resolve(peaks));
    child.once('exit', (code) => reject(new Error(`The calibration ended with code ${code}`)));
    child.send(task);
  });
}

async function measure({ model, data, limit, shapes }: Task): Promise<Peaks> {
  const loaded = await loadModel(model, { shapes });
  const { graph } = rewriteModel(loaded, { target: 'onnxruntime-cpu', precision: 'int8' });
  const float = upgradeForInt8({ ...loaded.model, graph }).model;
  const folder = await mkdtemp(join(tmpdir(), 'lathe-bench-'));
  const peaks: number[] = [];
  const factory = noting(createRunnerPool({ processHost: createNodeProcessHost() }), (bytes) => peaks.push(bytes));
  try {
    await mkdir(folder, { recursive: true });
    await calibrateModel(
      float,
      valuesToObserve(float.graph, { target: 'onnxruntime-cpu' }),
      { data: { path: data, preprocess: 'none', labelOffset: 0, limit }, method: 'entropy' },
      { folder, factory, shapes, signal: new AbortController().signal, onProgress: () => {} },
    );
  } finally {
    await factory.dispose();
    await rm(folder, { recursive: true, force: true });
  }
  return { engineBytes: process.resourceUsage().maxRSS * 1024, runnerBytes: Math.max(...peaks) };
}

/** Hears of each session's peak just before it is closed. */
function noting(factory: SessionFactory, hear: (peakBytes: number) => void): SessionFactory {
  return {
    dispose: () => factory.dispose(),
    open: async (...args) => {
      const session = await factory.open(...args);
      const close = async () => {
        hear((await session.memory()).peakBytes);
        await session.close();
      };
      return {
        inputs: session.inputs,
        outputs: session.outputs,
        loadMs: session.loadMs,
        backend: session.backend,
        run: (...call) => session.run(...call),
        reduce: (...call) => session.reduce(...call),
        time: (...call) => session.time(...call),
        timedOutputs: (...call) => session.timedOutputs(...call),
        memory: () => session.memory(),
        endProfile: () => session.endProfile(),
        close,
      };
    },
  };
}
