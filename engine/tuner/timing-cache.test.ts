import { expect, it } from 'vitest';
import type { Entrant, Timing } from './services.ts';
import { imagineServices } from './testing/imagined-services.ts';
import { plainPlan } from './testing/plain-plan.ts';
import { type TimingCache, withCache } from './timing-cache.ts';

const scope = { machine: 'm', onnxruntimeVersion: '1', latheVersion: '1', modelHash: 'h' };
const plan = plainPlan('cpu');
const entrant = (threads: number): Entrant => ({
  id: `${threads}`,
  name: `${threads}`,
  plan: { ...plan, session: { ...plan.session, threads } },
  changes: [],
  built: { source: { kind: 'file', path: 'p' }, sizeBytes: 1, content: 'c', operators: new Set() },
});

function cacheInMemory(): TimingCache {
  const timings = new Map<string, Timing>();
  return { find: (key) => timings.get(key), keep: (key, timing) => timings.set(key, timing) };
}

it('does not race again what was screened against the same plan', async () => {
  const services = imagineServices({ latencyMs: ({ session }) => 100 / session.threads });
  const race = withCache(services.race, cacheInMemory(), scope);
  const first = await race([entrant(1), entrant(2)], 'screening');
  expect(await race([entrant(1), entrant(2)], 'screening')).toEqual(
    first.map((outcome) => ({ ...outcome, isFromCache: true })),
  );
  await race([entrant(1), entrant(2), entrant(4)], 'screening');
  expect(services.races.map(({ names }) => names)).toEqual([
    ['1', '2'],
    ['1', '4'],
  ]);
});

it('knows nothing of another model, machine or reference', async () => {
  const services = imagineServices({ latencyMs: () => 100 });
  const cache = cacheInMemory();
  await withCache(services.race, cache, scope)([entrant(1), entrant(2)], 'screening');
  await withCache(services.race, cache, { ...scope, modelHash: 'other' })([entrant(1), entrant(2)], 'screening');
  await withCache(services.race, cache, scope)([entrant(2), entrant(1)], 'screening');
  expect(services.races).toHaveLength(3);
});

it('always runs confirmations', async () => {
  const services = imagineServices({ latencyMs: () => 100 });
  const race = withCache(services.race, cacheInMemory(), scope);
  await race([entrant(1)], 'confirmation');
  await race([entrant(1)], 'confirmation');
  expect(services.races).toHaveLength(2);
});
