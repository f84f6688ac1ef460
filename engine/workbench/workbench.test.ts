import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { scratchFolder } from '../accuracy/testing/scratch.ts';
import {
  type CompareRequest,
  checkRequest,
  compareRequest,
  exportRequest,
  graphRequest,
  type ModelId,
} from '../api/contract.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { createRunnerPool } from '../runtime/runner-pool.ts';
import { isRunning, watchProcesses } from '../runtime/testing/watched-host.ts';
import { allEvents } from './testing/controlled-work.ts';
import { mnistPath, samplesFolder } from './testing/model-files.ts';
import { Workbench, type WorkbenchOptions } from './workbench.ts';

afterEach(() => vi.unstubAllEnvs());

async function openWorkbench(more: Partial<WorkbenchOptions> = {}) {
  const [temporary, userDataDir] = [await scratchFolder(), join(await scratchFolder(), 'user')];
  vi.stubEnv('TMPDIR', temporary);
  const host = watchProcesses(createNodeProcessHost());
  const factory = createRunnerPool({ processHost: host });
  const workbench = new Workbench({
    userDataDir,
    samplesFolder,
    factory,
    describeMachine: async () => ({
      onnxruntimeVersion: '1.29.0',
      processor: { name: 'Test processor', logicalCpuCount: 2, instructions: { status: 'unknown' } },
      providers: [],
    }),
    hostKind: 'window',
    report: () => {},
    ...more,
  });
  onTestFinished(() => workbench.dispose());
  const runningCount = () => host.processes.filter(({ pid }) => isRunning(pid)).length;
  return { workbench, runningCount, temporary, processCount: () => host.processes.length };
}

const comparison = (modelId: ModelId): CompareRequest =>
  compareRequest.parse({
    modelId,
    variants: ['fp32', 'int8'],
    calibration: { data: 'random', method: 'min-max' },
  });

test('closing a model in the middle of its comparison leaves nothing of it', async () => {
  const { workbench, runningCount, processCount, temporary } = await openWorkbench();
  const { modelId } = await workbench.openPath(mnistPath);
  const jobId = workbench.startCompare(comparison(modelId));
  const watching = allEvents(workbench.jobs.watch(jobId));
  await vi.waitFor(() => expect(processCount()).toBeGreaterThan(0));
  await workbench.close(modelId);
  expect((await watching).at(-1)).toEqual({ type: 'cancelled' });
  expect(runningCount()).toBe(0);
  const [folder = ''] = await readdir(temporary);
  expect(await readdir(join(temporary, folder))).toEqual([]);
});

test('one model can be closed while the job of another goes on', async () => {
  const { workbench } = await openWorkbench();
  const [{ modelId }, other] = [await workbench.openPath(mnistPath), await workbench.openPath(mnistPath)];
  const path = join(await scratchFolder(), 'out.onnx');
  const jobId = workbench.startExport(exportRequest.parse({ modelId, variant: 'fp16', path }));
  const waiting = workbench.startCompare(comparison(other.modelId));
  await workbench.close(other.modelId);
  expect((await allEvents(workbench.jobs.watch(waiting))).at(-1)).toEqual({ type: 'cancelled' });
  expect((await allEvents(workbench.jobs.watch(jobId))).at(-1)).toMatchObject({ type: 'done' });
});

test('disposed in the middle of a comparison, it leaves no runner and no temporary file', async () => {
  const { workbench, runningCount, processCount, temporary } = await openWorkbench();
  const { modelId } = await workbench.openPath(mnistPath);
  const watching = allEvents(workbench.jobs.watch(workbench.startCompare(comparison(modelId))));
  await vi.waitFor(() => expect(processCount()).toBeGreaterThan(0));
  await workbench.dispose();
  expect((await watching).at(-1)).toEqual({ type: 'cancelled' });
  expect(runningCount()).toBe(0);
  expect(await readdir(temporary)).toEqual([]);
  expect(workbench.list()).toEqual([]);
});

test('an export takes what the comparison has built', async () => {
  const { workbench, processCount } = await openWorkbench();
  const { modelId } = await workbench.openPath(mnistPath);
  const calibration = { data: 'random', method: 'min-max' } as const;
  const exportTo = async (name: string) => {
    const path = join(await scratchFolder(), name);
    const jobId = workbench.startExport(exportRequest.parse({ modelId, variant: 'int8', calibration, path }));
    expect((await allEvents(workbench.jobs.watch(jobId))).at(-1)).toMatchObject({ type: 'done' });
  };
  const compareId = workbench.startCompare({ ...comparison(modelId), variants: ['int8'] });
  await allEvents(workbench.jobs.watch(compareId));
  const afterComparison = processCount();
  await exportTo('int8.onnx');
  expect(processCount()).toBe(afterComparison);
});

test('a relative path is made absolute', async () => {
  const { workbench } = await openWorkbench();
  const { path } = await workbench.openPath('engine/testing/models/mnist.onnx');
  expect(path).toBe(mnistPath);
  expect(await workbench.files.listRecent()).toMatchObject([{ path: mnistPath }]);
});

test('the machine is asked once', async () => {
  const describeMachine = vi.fn(async () => ({
    onnxruntimeVersion: '1.29.0',
    processor: { name: 'Test processor', logicalCpuCount: 2, instructions: { status: 'unknown' } as const },
    providers: [],
  }));
  const { workbench } = await openWorkbench({ describeMachine });
  await Promise.all([workbench.info(), workbench.info()]);
  await workbench.info();
  expect(describeMachine).toHaveBeenCalledOnce();
});

test('every change of a plan is checked on request', async () => {
  const { workbench } = await openWorkbench();
  const { modelId } = await workbench.openPath(mnistPath);
  const jobId = workbench.startCheck(checkRequest.parse({ modelId, target: 'onnxruntime-cpu' }));
  const last = (await allEvents(workbench.jobs.watch(jobId))).at(-1);
  if (last?.type !== 'done' || last.result.kind !== 'check') throw new Error(`The check ended with ${last?.type}`);
  const { checks, undone } = last.result.report;
  const { fusions } = workbench.graphs(graphRequest.parse({ modelId, target: 'onnxruntime-cpu' }));
  expect(undone).toEqual([]);
  expect(checks.some(({ outcome }) => outcome.status === 'equal')).toBe(true);
  const keys = checks.map(({ rule, origins }) => `${rule} ${origins}`);
  for (const { rule, origins } of fusions) expect(keys).toContain(`${rule} ${origins}`);
});
