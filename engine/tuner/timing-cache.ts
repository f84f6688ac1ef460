import { invariant } from '../errors.ts';
import { planKey } from './plan.ts';
import type { Race, RaceOutcome, Timing } from './services.ts';

/** Timings of earlier screenings by key; plain data, kept by the caller. */
export interface TimingCache {
  find(key: string): Timing | undefined;
  keep(key: string, timing: Timing): void;
}

/** What a timing holds for: another machine, version or model has timings of its own. */
export interface TimingScope {
  readonly machine: string;
  readonly onnxruntimeVersion: string;
  readonly latheVersion: string;
  /** Of the model file with its external data. */
  readonly modelHash: string;
}

/**
 * Races from which everything is left out that was screened before against the same plan. Confirmations are always run:
 * an answer rests on what the machine does now. A race of which all is known is not run at all.
 */
export function withCache(race: Race, cache: TimingCache, scope: TimingScope): Race {
  return async (entrants, thoroughness) => {
    const [first] = entrants;
    if (!first || thoroughness === 'confirmation') return race(entrants, thoroughness);
    const keyOf = (entrant: (typeof entrants)[number]) =>
      JSON.stringify([scope, planKey(first.plan), planKey(entrant.plan)]);
    const known = new Map(entrants.map((entrant) => [entrant, cache.find(keyOf(entrant))] as const));
    if ([...known.values()].every((timing) => timing !== undefined)) {
      return entrants.map((entrant) => toOutcome(known.get(entrant)));
    }
    // The first is what the others are compared with, so it runs again beside those that are new.
    const running = entrants.filter((entrant) => entrant === first || known.get(entrant) === undefined);
    const outcomes = await race(running, thoroughness);
    return entrants.map((entrant) => {
      const outcome = outcomes[running.indexOf(entrant)];
      if (!outcome) return toOutcome(known.get(entrant));
      if (outcome.status === 'measured') cache.keep(keyOf(entrant), toTiming(outcome));
      return outcome;
    });
  };
}

function toOutcome(timing: Timing | undefined): RaceOutcome {
  invariant(timing, 'An entrant was neither measured nor known');
  return { status: 'measured', isFromCache: true, ...timing };
}

const toTiming = ({ latencyMs, throughput, speedup }: Timing): Timing => ({ latencyMs, throughput, speedup });
