import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { InvariantError } from '../errors.ts';
import { createNodeProcessHost } from './node-process-host.ts';
import { createRunnerPool } from './runner-pool.ts';
import type { SessionFactory } from './session.ts';
import { floatTensor, matMulChain, mnist, onCpu, oneNodeModel } from './testing/models.ts';
import { isRunning, watchProcesses } from './testing/watched-host.ts';

const host = watchProcesses(createNodeProcessHost());
const pool = createRunnerPool({ processHost: host });
const scratch = mkdtempSync(join(tmpdir(), 'lathe-test-'));
const digit = { Input3: floatTensor([1, 1, 28, 28]) };
/** Many seconds of work, all in one call of ONNX Runtime. */
const longRun = { x: floatTensor([1500, 1500]) };

afterEach(() => vi.unstubAllEnvs());

afterAll(async () => {
  await pool.dispose();
  rmSync(scratch, { recursive: true });
  expect(host.processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
});

/** A pool whose runners run this instead. */
function poolOf(code: string): SessionFactory {
  const path = join(scratch, 'other-runner.mjs');
  writeFileSync(path, code);
  return createRunnerPool({ processHost: createNodeProcessHost({ entry: { path, execArgv: [] } }) });
}

describe('cancelling', () => {
  it('ends a run within half a second, and its process with it', async () => {
    const session = await pool.open(matMulChain(400), onCpu);
    const runner = host.processes.at(-1);
    const cancelAfterMs = 300;
    const start = performance.now();
    const run = session.run(longRun, { signal: AbortSignal.timeout(cancelAfterMs) });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    await runner?.exited;
    const tookMs = performance.now() - start;
    expect(tookMs).toBeGreaterThanOrEqual(cancelAfterMs - 1);
    expect(tookMs).toBeLessThan(cancelAfterMs + 500);
    expect(isRunning(runner?.pid ?? -1)).toBe(false);
    await expect(session.run(longRun)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('ends every call under way on that session and none elsewhere', async () => {
    const [session, other] = await Promise.all([pool.open(matMulChain(400), onCpu), pool.open(mnist, onCpu)]);
    const controller = new AbortController();
    const calls = [session.run(longRun, { signal: controller.signal }), session.memory(), session.time(longRun, 5)];
    controller.abort(new Error('any reason'));
    for (const settled of await Promise.allSettled(calls)) {
      expect(settled).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } });
    }
    expect(await other.time(digit, 1)).toHaveLength(1);
    await other.close();
  });

  it('of a load rejects and leaves no process', async () => {
    const count = host.processes.length;
    const controller = new AbortController();
    const opening = pool.open(mnist, onCpu, controller.signal);
    controller.abort();
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
    await Promise.all(host.processes.slice(count).map((each) => each.exited));
  });

  it('before anything started leaves the session as it was', async () => {
    const session = await pool.open(mnist, onCpu);
    await expect(session.run(digit, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await session.time(digit, 1)).toHaveLength(1);
    await session.close();
    await expect(pool.open(mnist, onCpu, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a runner that dies', () => {
  it('rejects every call under way, and the next session works', async () => {
    const session = await pool.open(matMulChain(400), onCpu);
    const calls = [session.run(longRun), session.memory()];
    process.kill(host.processes.at(-1)?.pid ?? -1, 'SIGKILL');
    for (const settled of await Promise.allSettled(calls)) {
      expect(settled).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'runtime.runner-exited',
          details: { signal: 'SIGKILL' },
          message: expect.stringContaining('was killed (SIGKILL), often because the machine ran out of memory'),
        },
      });
    }
    await expect(session.run(longRun)).rejects.toMatchObject({ code: 'runtime.runner-exited' });
    await session.close();

    const next = await pool.open(mnist, onCpu);
    expect(await next.time(digit, 1)).toHaveLength(1);
    await next.close();
  });

  it('by a native crash is told apart from being killed', async () => {
    const session = await pool.open(mnist, onCpu);
    process.kill(host.processes.at(-1)?.pid ?? -1, 'SIGSEGV');
    await host.processes.at(-1)?.exited;
    await expect(session.memory()).rejects.toMatchObject({
      code: 'runtime.runner-exited',
      details: { signal: 'SIGSEGV' },
      message: expect.stringContaining('crashed (SIGSEGV)'),
    });
  });

  it('while starting is reported with its last words', async () => {
    const broken = poolOf("process.stderr.write('first line\\nno such library\\n', () => process.exit(3));");
    await expect(broken.open(mnist, onCpu)).rejects.toMatchObject({
      code: 'runtime.runner-exited',
      details: { code: 3, stderrTail: 'first line\nno such library\n' },
      message: expect.stringMatching(/exit code 3\. Its last words: no such library\.$/),
    });
    await broken.dispose();
  });

  it('is told from one whose ONNX Runtime cannot be loaded', async () => {
    const answer = "{ id, ok: false, failure: { stage: 'library', message: 'libonnxruntime.so.1: cannot open' } }";
    const broken = poolOf(`process.on('message', ({ id }) => process.send(${answer}));`);
    await expect(broken.open(mnist, onCpu)).rejects.toMatchObject({
      code: 'runtime.library-missing',
      details: { platform: process.platform, runtimeMessage: 'libonnxruntime.so.1: cannot open' },
    });
    await broken.dispose();
  });

  it('is told from one that talks nonsense', async () => {
    const broken = poolOf("process.on('message', () => process.send('nonsense'));");
    await expect(broken.open(mnist, onCpu)).rejects.toBeInstanceOf(InvariantError);
    await broken.dispose();
  });
});

describe('closing', () => {
  it('ends the process, and calls after it are refused', async () => {
    const session = await pool.open(mnist, onCpu);
    const pid = host.processes.at(-1)?.pid ?? -1;
    expect(isRunning(pid)).toBe(true);
    await session.close();
    expect(isRunning(pid)).toBe(false);
    await expect(session.run(digit)).rejects.toMatchObject({ code: 'runtime.session-closed' });
    await session.close();
  });

  it('of the pool leaves neither processes nor files, even of sessions still being opened', async () => {
    vi.stubEnv('TMPDIR', scratch);
    const doomed: SessionFactory = createRunnerPool({ processHost: host });
    const count = host.processes.length;
    const filesBefore = readdirSync(scratch);
    await doomed.open(oneNodeModel({ opType: 'Neg' }, 'float32', ['n']), { ...onCpu, profile: true });
    const opening = doomed.open(matMulChain(3), onCpu).catch((error: unknown) => error);
    await doomed.dispose();
    expect(await opening).toMatchObject({ code: 'runtime.session-closed' });
    const processes = host.processes.slice(count);
    expect(processes).toHaveLength(2);
    expect(processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
    expect(readdirSync(scratch)).toEqual(filesBefore);
  });
});
