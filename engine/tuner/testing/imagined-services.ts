import { WorkbenchError } from '../../errors.ts';
import type { AccuracyFigures } from '../../report/report.ts';
import type { TuneCandidate } from '../../report/tune-report.ts';
import { modelKey, type Plan } from '../plan.ts';
import type { Entrant, RaceOutcome, Thoroughness, TunerServices } from '../services.ts';

/** How an imagined machine runs plans. */
export interface Machine {
  readonly latencyMs: (plan: Plan) => number;
  readonly agreement?: (plan: Plan) => number;
  /** Plans that cannot be built, and plans that crash. */
  readonly failsToBuild?: (plan: Plan) => boolean;
  readonly crashes?: (plan: Plan) => boolean;
  /** What a plan's model holds; every plan its own when absent. */
  readonly content?: (plan: Plan) => string;
  /** Races until the time is up. */
  readonly raceLimit?: number;
}

export interface ImaginedServices extends TunerServices {
  readonly races: { readonly names: readonly string[]; readonly thoroughness: Thoroughness }[];
  readonly told: (readonly TuneCandidate[])[];
}

/** Services that measure nothing: they compute what they are told about the machine. */
export function imagineServices(machine: Machine): ImaginedServices {
  const races: ImaginedServices['races'] = [];
  const told: (readonly TuneCandidate[])[] = [];
  const describe = (plan: Plan) => ({
    content: machine.content?.(plan) ?? modelKey(plan),
    operators: new Set<string>(),
  });
  return {
    races,
    told,
    describe,
    build: async (plan) => {
      if (machine.failsToBuild?.(plan)) throw new WorkbenchError('test.no-model', {}, 'It cannot be built.');
      const described = describe(plan);
      return { source: { kind: 'file', path: described.content }, sizeBytes: 100, ...described };
    },
    race: async (entrants, thoroughness) => {
      races.push({ names: entrants.map(({ name }) => name), thoroughness });
      const [first] = entrants;
      // As in a real race: without the first there is nothing to compare the others with.
      const failed = first && machine.crashes?.(first.plan) ? outcomeOf(machine, first, first) : undefined;
      return entrants.map((entrant) => failed ?? outcomeOf(machine, entrant, first));
    },
    assess: async (entrants) =>
      entrants.map(({ plan }) => ({ status: 'assessed', figures: figuresOf(machine.agreement?.(plan) ?? 1) })),
    isOutOfTime: () => races.length >= (machine.raceLimit ?? Number.POSITIVE_INFINITY),
    onCandidates: (candidates) => told.push(candidates),
  };
}

function outcomeOf(machine: Machine, { plan }: Entrant, first: Entrant | undefined): RaceOutcome {
  if (machine.crashes?.(plan)) {
    return { status: 'failed', error: new WorkbenchError('test.crash', {}, 'It crashed.') };
  }
  const ms = machine.latencyMs(plan);
  const ratio = (first ? machine.latencyMs(first.plan) : ms) / ms;
  return {
    status: 'measured',
    isFromCache: false,
    latencyMs: { p50: ms, p90: ms, p99: ms },
    throughput: 1000 / ms,
    speedup: { ratio, interval: { low: ratio, high: ratio }, isConclusive: ratio !== 1 },
  };
}

const figuresOf = (agreement: number): AccuracyFigures => ({
  sampleCount: 100,
  agreement,
  sqnrDb: 40,
  cosine: 1,
  basis: 'unlabelled',
});
