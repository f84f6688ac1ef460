import { expect, it } from 'vitest';
import { scriptedFactory } from './testing/scripted-factory.ts';
import { warmUp } from './warm-up.ts';

async function warmUpOf(durationMs: (run: number) => number) {
  const factory = scriptedFactory({ model: { durationMs } });
  const options = { provider: 'cpu', threads: 1, graphOptimization: 'all' } as const;
  const session = await factory.open({ kind: 'file', path: 'model' }, options);
  const latencyMs = await warmUp(session, {});
  return { latencyMs, blocks: factory.timed.map((block) => block.runCount) };
}

it('stops as soon as two blocks agree', async () => {
  expect(await warmUpOf((run) => (run === 0 ? 9000 : 10))).toEqual({ latencyMs: 10, blocks: [1, 1, 3] });
});

it('goes on while the model still gets faster', async () => {
  const { latencyMs, blocks } = await warmUpOf((run) => (run < 8 ? 40 - 4 * run : 12));
  expect(blocks).toEqual([1, 1, 3, 3, 3, 3]);
  expect(latencyMs).toBe(12);
});

it('is bounded for a model that never settles', async () => {
  const { blocks } = await warmUpOf((run) => 1 + Math.floor(run / 3) ** 2);
  expect(blocks).toHaveLength(12);
});

it('runs a slow model just twice', async () => {
  expect(await warmUpOf(() => 2500)).toEqual({ latencyMs: 2500, blocks: [1, 1] });
});
