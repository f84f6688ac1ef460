import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Session } from '../runtime/session.ts';
import { measurePower } from './power.ts';
import { scriptedFactory } from './testing/scripted-factory.ts';

/** Takes a moment for its runs, as a model does. */
async function open(): Promise<Session> {
  const options = { provider: 'cuda', threads: 1, graphOptimization: 'all' } as const;
  const session = await scriptedFactory({}).open({ kind: 'file', path: 'model' }, options);
  return {
    ...session,
    time: async (...call) => {
      await sleep(2);
      return session.time(...call);
    },
  };
}

const work = { feeds: {}, batch: 4, latencyMs: 100, settlingMs: 20, windowMs: 20 };

/** A device that draws little until it has settled. */
function meter(readings: (reading: number) => number | undefined) {
  const watts: number[] = [];
  let isStopped = false;
  const timer = setInterval(() => {
    const next = readings(watts.length);
    if (next !== undefined) watts.push(next);
  }, 1);
  return {
    start: () => ({
      watts,
      stop: () => {
        isStopped = true;
        clearInterval(timer);
      },
    }),
    isStopped: () => isStopped,
  };
}

test('power is what the device drew after it had settled, and efficiency the rate over it', async () => {
  const { start, isStopped } = meter(() => 200);
  const power = await measurePower(await open(), work, start);
  expect(power?.watts).toBe(200);
  expect(power?.samplesPerJoule).toBeGreaterThan(0);
  expect(isStopped()).toBe(true);
});

test('a device that does not report its power has none', async () => {
  const { start, isStopped } = meter(() => undefined);
  expect(await measurePower(await open(), work, start)).toBeUndefined();
  expect(isStopped()).toBe(true);
});
