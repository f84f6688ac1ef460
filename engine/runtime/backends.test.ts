import { afterAll, describe, expect, it } from 'vitest';
import { createNodeProcessHost } from './node-process-host.ts';
import { createRunnerPool } from './runner-pool.ts';
import type { BackendName } from './session.ts';
import { floatsOf, floatTensor, matMulChain, mnist, onCpu, oneNodeModel } from './testing/models.ts';
import { isRunning, watchProcesses } from './testing/watched-host.ts';

const host = watchProcesses(createNodeProcessHost());
const pool = createRunnerPool({ processHost: host });
const backends: readonly BackendName[] = ['node-binding', 'c-api'];
const large = { x: floatTensor([700, 700]) };

afterAll(async () => {
  await pool.dispose();
  expect(host.processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
});

describe.each(backends)('a session of %s', (backend) => {
  it('says which backend it has, and runs', async () => {
    const session = await pool.open(oneNodeModel({ opType: 'Neg' }, 'float32', ['n']), { ...onCpu, backend });
    expect(session.backend).toBe(backend);
    expect(session.fallback).toBeUndefined();
    const feeds = { x: floatTensor([3], [1, -2, 0.5]) };
    expect(floatsOf((await session.run(feeds)).y)).toEqual([-1, 2, -0.5]);
    expect(await session.time(feeds, 4)).toHaveLength(4);
    await session.close();
  });

  it.each(['run', 'time'] as const)(
    'ends a %s within 250 ms of being cancelled, and the engine goes on',
    async (kind) => {
      const session = await pool.open(matMulChain(1000), { ...onCpu, backend });
      const controller = new AbortController();
      const { signal } = controller;
      const work = kind === 'run' ? session.run(large, { signal }) : session.time(large, 3, { signal });
      const ended = expect(work).rejects.toMatchObject({ name: 'AbortError' });
      await new Promise((resolve) => setTimeout(resolve, 300));
      const abortedAt = performance.now();
      controller.abort();
      await ended;
      expect(performance.now() - abortedAt).toBeLessThan(250);
      const next = await pool.open(mnist, { ...onCpu, backend });
      expect(await next.time({ Input3: floatTensor([1, 1, 28, 28]) }, 1)).toHaveLength(1);
      await Promise.all([next.close(), session.close()]);
    },
  );
});

it('a session of c-api can be used on after a cancel, and keeps its process', async () => {
  const session = await pool.open(matMulChain(1000), { ...onCpu, backend: 'c-api' });
  const processCount = host.processes.length;
  const controller = new AbortController();
  const { signal } = controller;
  const feeds = { x: floatTensor([400, 400]) };
  const [running, waiting] = [session.run(feeds, { signal }), session.run(feeds, { signal })];
  const ended = Promise.all(
    [running, waiting].map((each) => expect(each).rejects.toMatchObject({ name: 'AbortError' })),
  );
  setTimeout(() => controller.abort(), 500);
  await ended;
  const { y } = await session.run({ x: floatTensor([1, 1], [1]) });
  expect(floatsOf(y)).toEqual([1]);
  expect(host.processes).toHaveLength(processCount);
  await session.close();
});

it('a run of c-api that does not listen is killed', async () => {
  // A product of integers has no fast kernel: many seconds within one node, where nobody listens.
  const session = await pool.open(matMulChain(1, 'int64'), { ...onCpu, backend: 'c-api' });
  const controller = new AbortController();
  const size = 3072;
  const x = { dataType: 'int64', dims: [size, size], data: new Uint8Array(size * size * 8) } as const;
  const ended = session.run({ x }, { signal: controller.signal }).then(
    () => 'ended by itself',
    ({ name }) => name,
  );
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const abortedAt = performance.now();
  controller.abort();
  expect(await ended).toBe('AbortError');
  expect(performance.now() - abortedAt).toBeLessThan(250);
  await expect(session.memory()).rejects.toMatchObject({ name: 'AbortError' });
});

it.each([
  ['options of a provider', { providerOptions: { prefer_nhwc: '1' } }],
  ['bound tensors', { binding: 'device' as const }],
  ['sizes of open dimensions', { freeDimensions: { n: 1 } }],
])('%s are refused without the C API', async (_what, options) => {
  await expect(pool.open(mnist, { ...onCpu, ...options })).rejects.toMatchObject({ code: 'runtime.needs-c-api' });
});
