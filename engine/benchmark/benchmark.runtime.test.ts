import { afterAll, describe, expect, it } from 'vitest';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { createRunnerPool } from '../runtime/runner-pool.ts';
import { floatTensor, matMulChain, mnist, onCpu, oneNodeModel } from '../runtime/testing/models.ts';
import { isRunning, watchProcesses } from '../runtime/testing/watched-host.ts';
import { benchmark } from './benchmark.ts';
import { measurePeak } from './peak.ts';

const host = watchProcesses(createNodeProcessHost());
const factory = createRunnerPool({ processHost: host });
const exactly = (runCount: number) => ({ provider: 'cpu', threads: 1, budget: { kind: 'exactly', runCount } }) as const;

afterAll(async () => {
  await factory.dispose();
  expect(host.processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
});

describe('with real processes', () => {
  it('ranks models by the work they do', async () => {
    const shapes = { x: [256, 256] };
    const variants = [8, 2].map((length) => ({
      id: `${length}`,
      source: matMulChain(length),
      sizeBytes: 1,
      flopsPerRun: length * 2 * 256 ** 3,
    }));
    const { variants: outcomes } = await benchmark(variants, { ...exactly(24), shapes }, { factory });
    expect(outcomes).toMatchObject([{ status: 'measured' }, { status: 'measured', speedup: { isConclusive: true } }]);
    const [long, short] = outcomes.map((outcome) => (outcome.status === 'measured' ? outcome : undefined));
    // Four times the multiplications; what else a run costs makes the ratio smaller.
    expect(short?.speedup?.ratio).toBeGreaterThan(2);
    expect(long?.gflops).toBeGreaterThan(1);
    expect(long?.peakBytes).toBeGreaterThan(long?.baselineBytes ?? Number.POSITIVE_INFINITY);
  });

  it('goes on when one of its processes is killed', async () => {
    const count = host.processes.length;
    const variants = ['first', 'killed', 'third'].map((id) => ({ id, source: mnist, sizeBytes: 26_143 }));
    let isKilled = false;
    const { variants: outcomes } = await benchmark(variants, exactly(30), {
      factory,
      onProgress: ({ stage, doneCount }) => {
        if (stage !== 'measuring' || doneCount < 20 || isKilled) return;
        isKilled = true;
        process.kill(host.processes[count + 1]?.pid ?? -1, 'SIGKILL');
      },
    });
    expect(outcomes).toMatchObject([
      { id: 'first', status: 'measured' },
      { id: 'killed', status: 'failed', error: { code: 'runtime.runner-exited', details: { signal: 'SIGKILL' } } },
      { id: 'third', status: 'measured' },
    ]);
  });

  it('reports a model that does not load beside one that does', async () => {
    const broken = oneNodeModel({ opType: 'Frobnicate' }, 'float32', [1]);
    const variants = [
      { id: 'good', source: mnist, sizeBytes: 26_143 },
      { id: 'broken', source: broken, sizeBytes: 100 },
    ];
    const { variants: outcomes } = await benchmark(variants, exactly(6), { factory });
    expect(outcomes).toMatchObject([
      { status: 'measured' },
      { status: 'failed', error: { code: 'runtime.load-failed' } },
    ]);
  });

  it('is cancelled within half a second, even amid a long run', async () => {
    const count = host.processes.length;
    const controller = new AbortController();
    let abortedAt = 0;
    const variants = [{ id: 'slow', source: matMulChain(400), sizeBytes: 1 }];
    const result = benchmark(
      variants,
      { ...exactly(30), shapes: { x: [1500, 1500] } },
      {
        factory,
        signal: controller.signal,
        onProgress: ({ stage }) => {
          if (stage !== 'warming-up') return;
          setTimeout(() => {
            abortedAt = performance.now();
            controller.abort();
          }, 300);
        },
      },
    );
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - abortedAt).toBeLessThan(500);
    expect(host.processes.slice(count).filter(({ pid }) => isRunning(pid))).toEqual([]);
  });

  it('measures what several streams do together', async () => {
    const variants = [{ id: 'a', source: mnist, sizeBytes: 26_143 }];
    const result = await benchmark(variants, { ...exactly(12), streams: 2 }, { factory });
    expect(result.streams).toBe(2);
    const [outcome] = result.variants;
    // Not compared with one stream: what two of them gain is the machine's business, not this code's.
    expect(outcome?.status === 'measured' && outcome.throughput).toBeGreaterThan(0);
  });
});

it('finds a peak that no multiplication of its own exceeds', async () => {
  const peak = await measurePeak('float32', { provider: 'cpu', threads: 1 }, { factory });
  expect(peak?.size).toBeGreaterThanOrEqual(512);
  const gflops = peak?.gflops ?? Number.NaN;
  const session = await factory.open(matMulChain(4), onCpu);
  const durations = await session.time({ x: floatTensor([512, 512]) }, 8);
  await session.close();
  const reached = (4 * 2 * 512 ** 3) / Math.min(...durations) / 1e6;
  // A factor of four either way: another program may take the processor during one of the two.
  expect(reached).toBeGreaterThan(gflops / 4);
  expect(reached).toBeLessThan(gflops * 4);
});

it('finds a peak for what the processor computes on integers, and none for what it only converts from', async () => {
  const options = { provider: 'cpu', threads: 1 } as const;
  expect(await measurePeak('int8', options, { factory })).toMatchObject({ gflops: expect.any(Number) });
  // Arm processors multiply float16; x86-64 ones convert to float32 in this runtime.
  if (process.arch === 'x64') expect(await measurePeak('float16', options, { factory })).toBeUndefined();
});
