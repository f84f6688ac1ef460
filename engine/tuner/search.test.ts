import { describe, expect, it } from 'vitest';
import type { TuneCandidate } from '../report/tune-report.ts';
import { type Change, entriesChange, sessionChange } from './change.ts';
import type { Plan } from './plan.ts';
import { type SearchOptions, search } from './search.ts';
import { imagineServices, type Machine } from './testing/imagined-services.ts';
import { plainPlan } from './testing/plain-plan.ts';

const fp32 = plainPlan('cpu');
const input: Plan = { ...fp32, format: 'original' };
const int8: Plan = { ...fp32, format: 'int8' };

const noSpinning = entriesChange('no spinning', { spinning: '0' });
const zeroDenormals = entriesChange('denormals', { denormals: '1' });
const twoThreads = sessionChange('2 threads', { threads: 2 });
const someRule: Change = {
  name: 'with some-rule',
  of: 'rules',
  apply: (plan) => ({ ...plan, rewrite: { ...plan.rewrite, enabledRules: ['some-rule'] } }),
};

async function tune(machine: Machine, options: Partial<SearchOptions> = {}) {
  const services = imagineServices(machine);
  const result = await search(
    { input, starts: [fp32, int8], budget: { maximumDrop: 0.01 }, changesOf: () => [], ...options },
    services,
  );
  const best = result.candidates.find(({ id }) => id === result.best);
  if (!best) throw new Error('The answer is no candidate');
  const named = (name: string): TuneCandidate => {
    const found = result.candidates.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`There is no ${name} among ${result.candidates.map((each) => each.name).join('; ')}`);
    return found;
  };
  return { ...result, answer: best, named, services };
}

/** Latency by format, times a factor for each thing that is set. */
const machineOf =
  (byFormat: Partial<Record<Plan['format'], number>>, factors: Readonly<Record<string, number>> = {}) =>
  ({ format, session }: Plan): number =>
    Object.keys(session.configEntries ?? {}).reduce(
      (ms, entry) => ms * (factors[entry] ?? 1),
      (byFormat[format] ?? 100) * (session.threads === 2 ? (factors.threads ?? 1) : 1),
    );

describe('formats', () => {
  it('are measured against the input, and the fastest within the budget is kept', async () => {
    const { answer, named } = await tune({ latencyMs: machineOf({ fp32: 90, int8: 50 }) });
    expect(answer).toMatchObject({ name: 'INT8', verdict: 'kept', speed: { speedup: 2, latencyMs: { p50: 50 } } });
    expect(named('FP32')).toMatchObject({ verdict: 'dropped', reason: expect.stringContaining('not refined') });
  });

  it('that cost too much accuracy are dropped with what they cost', async () => {
    const { answer, named } = await tune({
      latencyMs: machineOf({ fp32: 90, int8: 50 }),
      agreement: ({ format }) => (format === 'int8' ? 0.95 : 1),
    });
    expect(answer.name).toBe('FP32');
    expect(named('INT8').reason).toBe("5.00 % of the answers differ from the original's; the budget allows 1.00 %.");
  });

  it('that cannot be built or that crash lose, with their reason', async () => {
    const { answer, named } = await tune({
      latencyMs: machineOf({ fp32: 90, int8: 50 }),
      failsToBuild: ({ format }) => format === 'int8',
      crashes: ({ format }) => format === 'fp32',
    });
    expect(answer.name).toBe('As it came');
    expect(named('INT8')).toMatchObject({ verdict: 'failed', reason: 'It cannot be built.' });
    expect(named('FP32')).toMatchObject({ verdict: 'failed', reason: 'It crashed.' });
  });
});

it('tries the session of the fastest plan with the other formats, though there was no time to search theirs', async () => {
  const { answer, ranOutOfTime } = await tune(
    {
      latencyMs: ({ format, session }) =>
        session.configEntries?.spinning === '0' ? (format === 'int8' ? 20 : 45) : format === 'fp32' ? 90 : 100,
      raceLimit: 2,
    },
    { changesOf: () => [[noSpinning]] },
  );
  expect(ranOutOfTime).toBe(true);
  expect(answer).toMatchObject({ name: 'INT8, no spinning', origin: 'plan 2, session of plan 3', verdict: 'kept' });
});

it('tries what made the fastest plan fast, rules too, with a format that seemed hopeless before', async () => {
  const { answer, named, candidates } = await tune(
    {
      latencyMs: ({ format, session, rewrite }) => {
        const isLaunched = session.configEntries?.spinning === '0';
        const computing = (format === 'int8' ? 10 : 30) * (rewrite.enabledRules.length > 0 ? 0.5 : 1);
        return (format === 'int8' ? 180 : 90) * (isLaunched ? 0 : 1) + computing;
      },
    },
    { changesOf: () => [[noSpinning], [someRule]] },
  );
  expect(named('INT8').reason).toBe('1.58x slower than plan 1: not refined.');
  expect(answer).toMatchObject({
    name: 'INT8, no spinning, with some-rule',
    origin: `plan 2, session and rules of plan ${named('FP32, no spinning, with some-rule').id}`,
    verdict: 'kept',
  });
  expect(named('INT8, no spinning').reason).toBe(`No faster than plan ${answer.id}.`);
  expect(candidates.filter(({ verdict }) => verdict === 'open')).toEqual([]);
});

it('shares rules with a format only where they make another model of it', async () => {
  const { candidates } = await tune(
    {
      latencyMs: ({ format, rewrite }) => (format === 'int8' ? 100 : rewrite.enabledRules.length > 0 ? 40 : 80),
      content: ({ format, rewrite }) => (format === 'fp32' ? `fp32 ${rewrite.enabledRules}` : format),
    },
    { changesOf: () => [[someRule]] },
  );
  expect(candidates.map(({ name }) => name)).toEqual(['As it came', 'FP32', 'INT8', 'FP32, with some-rule']);
});

it('goes on where the recipe of the fastest plan crashes with another format', async () => {
  const { answer, named } = await tune(
    {
      latencyMs: machineOf({ fp32: 90, int8: 95 }, { spinning: 0.5 }),
      crashes: ({ format, session }) => format === 'int8' && session.configEntries !== undefined,
    },
    { changesOf: ({ plan }) => (plan.format === 'fp32' ? [[noSpinning]] : []) },
  );
  expect(answer.name).toBe('FP32, no spinning');
  expect(named('INT8, no spinning')).toMatchObject({ verdict: 'failed', reason: 'It crashed.' });
});

it("keeps what a format found itself where the fastest plan's recipe costs it too much accuracy", async () => {
  const { answer, named } = await tune(
    {
      latencyMs: ({ format, session: { configEntries: set = {} } }) => {
        if (format === 'fp32') return 'spinning' in set ? 28 : 90;
        return format === 'int8' ? ('spinning' in set ? 20 : 'denormals' in set ? 30 : 95) : 100;
      },
      agreement: ({ format, session: { configEntries: set = {} } }) =>
        format === 'int8' && 'spinning' in set ? 0.5 : 1,
    },
    { changesOf: ({ plan }) => [[plan.format === 'fp32' ? noSpinning : zeroDenormals]] },
  );
  expect(answer.name).toBe('FP32, no spinning');
  expect(named('INT8, denormals')).toMatchObject({ measuredBy: 'confirmation', speed: { speedup: 100 / 30 } });
});

it('answers with the input plan where nothing is faster', async () => {
  const { answer, candidates } = await tune({ latencyMs: machineOf({ fp32: 100, int8: 140 }) });
  expect(answer).toMatchObject({ name: 'As it came', verdict: 'kept' });
  expect(candidates.filter(({ verdict }) => verdict === 'open')).toEqual([]);
});

describe('changes', () => {
  const changes = (...list: Change[]) => ({ starts: [fp32], changesOf: () => [list] });

  it('that gain by themselves are added up while they gain on top of each other', async () => {
    const latencyMs = machineOf({ fp32: 90 }, { spinning: 0.9, denormals: 0.8, threads: 1.2 });
    const { answer, named } = await tune({ latencyMs }, changes(noSpinning, zeroDenormals, twoThreads));
    expect(answer.name).toBe('FP32, denormals, no spinning');
    expect(answer.origin).toBe(`plan ${named('FP32, denormals').id}, no spinning`);
    expect(answer.speed?.speedup).toBeCloseTo(100 / (90 * 0.9 * 0.8));
    expect(named('FP32, 2 threads')).toMatchObject({ verdict: 'dropped', reason: expect.stringContaining('slower') });
  });

  it('that gain nothing on top of a better one are dropped', async () => {
    const latencyMs = ({ format, session: { configEntries = {} } }: Plan) => {
      if (format === 'original') return 100;
      return 'denormals' in configEntries ? 70 : 'spinning' in configEntries ? 80 : 90;
    };
    const { answer, named } = await tune({ latencyMs }, changes(noSpinning, zeroDenormals));
    expect(answer.name).toBe('FP32, denormals');
    expect(named('FP32, no spinning').reason).toBe(`1.13x by itself, and nothing on top of plan ${answer.id}.`);
  });

  it('that make the same model are not tried', async () => {
    const { candidates, idleChanges } = await tune(
      { latencyMs: machineOf({ fp32: 90 }), content: ({ format }) => format },
      changes(someRule),
    );
    expect(candidates.map(({ name }) => name)).toEqual(['As it came', 'FP32']);
    expect(idleChanges).toEqual(['with some-rule']);
  });

  it('that make another model of one format are not among those with nothing to do', async () => {
    const content = ({ format, rewrite }: Plan) => (format === 'fp32' ? format : `${format} ${rewrite.enabledRules}`);
    const { idleChanges } = await tune(
      { latencyMs: machineOf({ fp32: 90, int8: 80 }), content },
      { changesOf: () => [[someRule]] },
    );
    expect(idleChanges).toEqual([]);
  });

  it('of a later group are tried on top of what the earlier ones found', async () => {
    const latencyMs = ({ format, session: { configEntries = {} } }: Plan) => {
      if (format === 'original') return 100;
      if (!('spinning' in configEntries)) return 90;
      return 'denormals' in configEntries ? 40 : 80;
    };
    const { answer, named, candidates } = await tune(
      { latencyMs },
      { starts: [fp32], changesOf: () => [[noSpinning], [zeroDenormals]] },
    );
    expect(answer.name).toBe('FP32, no spinning, denormals');
    expect(named('FP32, no spinning')).toMatchObject({
      verdict: 'dropped',
      reason: `Part of plan ${answer.id}, which is faster.`,
    });
    expect(candidates.filter(({ verdict }) => verdict === 'open')).toEqual([]);
  });

  it('that exclude what gained most are added up by themselves too, and the faster sum stays', async () => {
    const latencyMs = ({ format, session: { configEntries: set = {} } }: Plan) => {
      const split = 'left' in set && 'right' in set ? 0.6 : 'left' in set || 'right' in set ? 0.85 : 1;
      const merged = 'merged' in set ? (split < 1 ? 1.3 : 0.8) : 1;
      return format === 'original' ? 100 : 90 * split * merged * ('free' in set ? 0.95 : 1);
    };
    const group = ['merged', 'left', 'right', 'free'].map((name) => entriesChange(name, { [name]: '1' }));
    const { answer, named, candidates } = await tune({ latencyMs }, changes(...group));
    expect(answer.name).toBe('FP32, left, right, free');
    expect(answer.speed?.speedup).toBeCloseTo(100 / (90 * 0.6 * 0.95));
    expect(named('FP32, merged, free').reason).toBe(`Plan ${answer.id} is faster.`);
    expect(named('FP32, left').reason).toBe(`Part of plan ${answer.id}, which is faster.`);
    expect(candidates.filter(({ verdict }) => verdict === 'open')).toEqual([]);
  });

  it('that were added up before time ran out are confirmed', async () => {
    const latencyMs = ({ format, session: { configEntries: set = {} } }: Plan) => {
      const split = 'left' in set && 'right' in set ? 0.8 : 'left' in set || 'right' in set ? 0.9 : 1;
      return format === 'original' ? 100 : 90 * ('merged' in set ? (split < 1 ? 1.3 : 0.6) : split);
    };
    const group = ['merged', 'left', 'right'].map((name) => entriesChange(name, { [name]: '1' }));
    for (const raceLimit of [2, 3, 4, 5, 6]) {
      const { answer, candidates } = await tune({ latencyMs, raceLimit }, changes(...group));
      expect(answer.name).toBe('FP32, merged');
      expect(candidates.filter(({ verdict }) => verdict === 'open')).toEqual([]);
    }
  });

  it('that cost accuracy fall back to the plan before them', async () => {
    const { answer, named } = await tune(
      {
        latencyMs: machineOf({ fp32: 90 }, { denormals: 0.5 }),
        agreement: ({ session }) => (session.configEntries ? 0.5 : 1),
      },
      changes(zeroDenormals),
    );
    expect(answer.name).toBe('FP32');
    expect(named('FP32, denormals')).toMatchObject({ verdict: 'dropped', reason: expect.stringContaining('50.00 %') });
  });
});

it('confirms what it has when the time is up, and says so', async () => {
  const { answer, ranOutOfTime, services, named } = await tune(
    { latencyMs: machineOf({ fp32: 90, int8: 60 }), raceLimit: 1 },
    { changesOf: () => [[noSpinning]] },
  );
  expect(answer.name).toBe('INT8');
  expect(ranOutOfTime).toBe(true);
  expect(services.races.map(({ thoroughness }) => thoroughness)).toEqual(['screening', 'confirmation']);
  expect(() => named('INT8, no spinning')).toThrow();
});

it('tells every candidate as it comes, the input first', async () => {
  const { services, candidates } = await tune({ latencyMs: machineOf({ fp32: 90, int8: 50 }) });
  expect(services.told[0]).toMatchObject([{ name: 'As it came' }]);
  expect(services.told.at(-1)).toEqual(candidates);
});

it('says of what is measured and not decided that it is, as long as it goes on', async () => {
  const { services } = await tune({ latencyMs: machineOf({ fp32: 90, int8: 50 }) });
  const open = services.told.flat().filter(({ verdict }) => verdict === 'open');
  const reasons = (isMeasured: boolean) =>
    new Set(open.filter(({ speed }) => (speed !== undefined) === isMeasured).map(({ reason }) => reason));
  expect(reasons(true)).toEqual(new Set(['Measured, and not decided yet.']));
  expect(reasons(false)).toEqual(new Set(['Not measured yet.']));
});
