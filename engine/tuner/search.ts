import type { Speedup } from '../benchmark/speedup.ts';
import { WorkbenchError } from '../errors.ts';
import type { AccuracyBudget, TuneCandidate } from '../report/tune-report.ts';
import { findExcess } from './accuracy-budget.ts';
import { formatNames } from './candidates.ts';
import type { Change } from './change.ts';
import { Ledger } from './ledger.ts';
import { type Plan, planKey } from './plan.ts';
import { comparedWords, ratioWords } from './reasons.ts';
import type { AccuracyOutcome, Entrant, RaceOutcome, Thoroughness, TunerServices } from './services.ts';

export interface SearchOptions {
  /** The model as it came, at the runtime's defaults. */
  readonly input: Plan;
  /** Where the search starts: one plan for each format. */
  readonly starts: readonly Plan[];
  readonly budget: AccuracyBudget;
  /** What a plan may have otherwise, given the model that it made: groups, each tried on top of what was found in those before it. */
  readonly changesOf: (entrant: Entrant) => readonly (readonly Change[])[];
}

export interface SearchResult {
  readonly candidates: readonly TuneCandidate[];
  /** Id of the answer. */
  readonly best: string;
  readonly ranOutOfTime: boolean;
  /** Changes that would have made no other model: they were not tried. */
  readonly idleChanges: readonly string[];
}

/** A format slower than this share of the fastest one is not refined: no single change has ever made up for it. */
const hopeless = 0.7;

/** A finalist this much slower than another one, where both were screened, is not confirmed. */
const outrun = 0.85;

/** Whether a screening makes a change worth a second look: it gains something, and hardly by chance. */
const isPromising = ({ ratio, interval }: Speedup): boolean => ratio >= 1.015 && (interval?.low ?? ratio) > 0.97;

/** Models loaded at the same time, the first of the race and the input plan besides. */
const raceSize = 4;

/** A format, and what it became. */
interface Refined {
  readonly start: Entrant;
  readonly tip: Entrant;
}

/** A change that gained by itself. */
interface Gain {
  readonly entrant: Entrant;
  /** Its speed against the plan without it. */
  readonly ratio: number;
}

type Measured = Extract<RaceOutcome, { readonly status: 'measured' }>;

/**
 * Finds the fastest plan within an accuracy budget by measuring. Every format is screened and assessed; those that keep to the
 * budget are refined, by one group of changes after the other: each change by itself first, then those that gained on top of
 * each other; at last what is left is measured thoroughly against the input plan, in one race. The answer is what was faster
 * there beyond doubt, or the input plan itself.
 * Errors: those of the input plan; AbortError.
 */
export function search(options: SearchOptions, services: TunerServices): Promise<SearchResult> {
  return new Search(options, services).run();
}

class Search {
  readonly #ledger: Ledger;
  readonly #entrants = new Map<string, Entrant>();
  readonly #idleChanges = new Set<string>();
  #ranOutOfTime = false;

  constructor(
    private readonly options: SearchOptions,
    private readonly services: TunerServices,
  ) {
    this.#ledger = new Ledger((candidates) => services.onCandidates(candidates));
  }

  async run(): Promise<SearchResult> {
    const input = await this.#enterInput();
    const starts = await this.#screenFormats(input);
    const refined: Refined[] = [];
    for (const start of starts) refined.push({ start, tip: await this.#refine(start, input) });
    const best = await this.#confirm(input, await this.#shareSession(refined, input));
    return {
      candidates: this.#ledger.candidates,
      best: best.id,
      ranOutOfTime: this.#ranOutOfTime,
      idleChanges: [...this.#idleChanges],
    };
  }

  async #enterInput(): Promise<Entrant> {
    const { input } = this.options;
    const name = formatNames.original;
    const id = this.#ledger.add(name, input, undefined);
    const built = await this.services.build(input);
    this.#ledger.size(id, built.sizeBytes);
    this.#ledger.decide(id, 'kept', 'The input plan: everything else is compared with it.');
    return { id, name, plan: input, built };
  }

  /** The formats that keep to the budget and are worth refining, the fastest first. */
  async #screenFormats(input: Entrant): Promise<readonly Entrant[]> {
    const entered: Entrant[] = [];
    for (const plan of this.options.starts) {
      const entrant = await this.#enter(formatNames[plan.format], plan, input);
      if (entrant) entered.push(entrant);
    }
    const outcomes = await this.#race([input, ...entered], input, 'screening');
    const running = entered.filter(({ id }) => outcomes.has(id));
    await this.#assess(input, running);
    const within = running.filter(({ id }) => this.#isOpen(id));
    const ratioOf = ({ id }: Entrant) => outcomes.get(id)?.speedup.ratio ?? 0;
    const [fastest] = within.toSorted((a, b) => ratioOf(b) - ratioOf(a));
    if (!fastest) return [];
    return within
      .filter((entrant) => {
        if (ratioOf(entrant) >= hopeless * ratioOf(fastest)) return true;
        const factor = ratioOf(fastest) / ratioOf(entrant);
        this.#ledger.decide(entrant.id, 'dropped', `${factor.toFixed(2)}x slower than ${fastest.name}: not refined.`);
        return false;
      })
      .sort((a, b) => ratioOf(b) - ratioOf(a));
  }

  /** One group of changes after the other. The plan with all that stayed. */
  async #refine(start: Entrant, input: Entrant): Promise<Entrant> {
    let tip = start;
    for (const group of this.options.changesOf(start)) {
      const refined = await this.#refineBy(group, tip, input);
      if (refined !== tip && tip !== start) this.#ledger.decide(tip.id, 'dropped', partOf(refined));
      tip = refined;
    }
    return tip;
  }

  /** Tries every change by itself, then adds up those that gained. The plan with all that stayed. */
  async #refineBy(group: readonly Change[], start: Entrant, input: Entrant): Promise<Entrant> {
    const changes = new Map<string, Change>();
    const entered: Entrant[] = [];
    for (const change of group) {
      if (this.#isOutOfTime()) break;
      const entrant = await this.#enterChange(change, start);
      if (!entrant) continue;
      changes.set(entrant.id, change);
      entered.push(entrant);
    }
    const gains: Gain[] = [];
    for (let at = 0; at < entered.length && !this.#isOutOfTime(); at += raceSize) {
      const racing = entered.slice(at, at + raceSize);
      const outcomes = await this.#race([start, ...racing], input, 'screening');
      for (const entrant of racing) {
        const outcome = outcomes.get(entrant.id);
        if (!outcome) continue;
        if (isPromising(outcome.speedup)) gains.push({ entrant, ratio: outcome.speedup.ratio });
        else this.#ledger.decide(entrant.id, 'dropped', comparedWords(outcome.speedup, start.name));
      }
    }
    let tip = start;
    for (const gain of gains.toSorted((a, b) => b.ratio - a.ratio)) {
      const change = changes.get(gain.entrant.id);
      if (change) tip = await this.#addUp(tip, start, gain, change, input);
    }
    this.#dropUnused(entered, tip);
    return tip;
  }

  /**
   * Every other format with the session of the fastest plan: what made one format fast may be what another needs, and its own search may
   * have had no time for it.
   */
  async #shareSession(refined: readonly Refined[], input: Entrant): Promise<readonly Refined[]> {
    const speedOf = ({ tip }: Refined) => this.#ledger.get(tip.id).speed?.speedup ?? 0;
    const [fastest, ...others] = refined.toSorted((a, b) => speedOf(b) - speedOf(a));
    if (!fastest || fastest.tip === fastest.start) return refined;
    const shared: Refined[] = [];
    for (const { start, tip } of others) {
      const name = `${start.name}, session of "${fastest.tip.name}"`;
      const entrant = await this.#enter(name, { ...start.plan, session: fastest.tip.plan.session }, start);
      if (entrant) shared.push({ start: tip, tip: entrant });
    }
    const [first, ...rest] = shared.map(({ tip }) => tip);
    if (!first) return refined;
    const outcomes = await this.#race([first, ...rest, ...others.map(({ tip }) => tip)], input, 'screening');
    const better = new Map(
      shared.flatMap(({ start, tip }) => {
        const [before, after] = [outcomes.get(start.id), outcomes.get(tip.id)];
        if (!after) return [];
        const isBetter = !before || after.speedup.ratio > before.speedup.ratio;
        if (!isBetter) this.#ledger.decide(tip.id, 'dropped', `No faster than "${start.name}".`);
        return isBetter ? [[start, tip] as const] : [];
      }),
    );
    return refined.map(({ start, tip }) => ({ start, tip: better.get(tip) ?? tip }));
  }

  /** The plan with one more change, if it still gains on top of the others. */
  async #addUp(tip: Entrant, start: Entrant, gain: Gain, change: Change, input: Entrant): Promise<Entrant> {
    const { entrant: alone } = gain;
    if (tip === start) return alone;
    if (this.#isOutOfTime()) return tip;
    const entrant = await this.#enterChange(change, tip);
    if (!entrant) return tip;
    const outcome = (await this.#race([tip, entrant], input, 'screening')).get(entrant.id);
    if (!outcome) return tip;
    if (isPromising(outcome.speedup)) {
      this.#ledger.decide(alone.id, 'dropped', partOf(entrant));
      return entrant;
    }
    this.#ledger.decide(entrant.id, 'dropped', comparedWords(outcome.speedup, tip.name));
    this.#ledger.decide(
      alone.id,
      'dropped',
      `${gain.ratio.toFixed(2)}x by itself, and nothing on top of "${tip.name}".`,
    );
    return tip;
  }

  /** What gained by itself and then became part of something faster. */
  #dropUnused(entered: readonly Entrant[], tip: Entrant): void {
    for (const { id } of entered) {
      if (id !== tip.id && this.#isOpen(id)) {
        this.#ledger.decide(
          id,
          'dropped',
          this.#ranOutOfTime ? outOfTime : `Part of "${tip.name}", or slower than it.`,
        );
      }
    }
  }

  /** Measures what is left against the input plan, all in one race, and decides. */
  async #confirm(input: Entrant, refined: readonly Refined[]): Promise<Entrant> {
    const contending = this.#dropOutrun(refined);
    const finalists = unique(contending.flatMap(({ start, tip }) => [tip, start]));
    await this.#assess(
      input,
      finalists.filter(({ id }) => this.#ledger.get(id).accuracy === undefined),
    );
    const allowed = finalists.filter(({ id }) => this.#isOpen(id));
    if (allowed.length === 0) return input;
    const outcomes = await this.#race([input, ...allowed], input, 'confirmation');
    const isFaster = ({ id }: Entrant) => {
      const outcome = outcomes.get(id);
      return outcome?.speedup.isConclusive === true && outcome.speedup.ratio > 1;
    };
    const ratioOf = ({ id }: Entrant) => outcomes.get(id)?.speedup.ratio ?? 0;
    const [fastest] = allowed.filter(isFaster).toSorted((a, b) => ratioOf(b) - ratioOf(a));
    const start = contending.find(({ tip }) => tip === fastest)?.start;
    // Of two plans that noise does not tell apart, the one with fewer changes.
    const isTie =
      fastest && start && start !== fastest && isFaster(start) && highOf(outcomes.get(start.id)) >= ratioOf(fastest);
    const best = isTie ? start : fastest;
    for (const entrant of allowed) {
      const outcome = outcomes.get(entrant.id);
      if (outcome && entrant !== best)
        this.#ledger.decide(entrant.id, 'dropped', whyNot(outcome.speedup, best, isFaster(entrant)));
    }
    if (!best) return input;
    const measured = outcomes.get(best.id);
    const words = measured ? ratioWords(measured.speedup) : '';
    this.#ledger.decide(
      best.id,
      'kept',
      `${words} the speed of the input plan, within the accuracy budget: the answer.`,
    );
    return best;
  }

  /** Leaves out formats that are far behind another one by now. */
  #dropOutrun(refined: readonly Refined[]): readonly Refined[] {
    const speedOf = ({ id }: Entrant) => this.#ledger.get(id).speed?.speedup ?? 0;
    const [fastest] = refined.map(({ tip }) => tip).toSorted((a, b) => speedOf(b) - speedOf(a));
    return refined.filter(({ start, tip }) => {
      if (!fastest || speedOf(tip) >= outrun * speedOf(fastest)) return true;
      const factor = speedOf(fastest) / speedOf(tip);
      const reason = `"${fastest.name}" was ${factor.toFixed(2)}x faster.`;
      for (const { id } of unique([start, tip])) this.#ledger.decide(id, 'dropped', reason);
      return false;
    });
  }

  async #enterChange(change: Change, parent: Entrant): Promise<Entrant | undefined> {
    const plan = change.apply(parent.plan);
    const isSameSession = planKey({ ...plan, rewrite: parent.plan.rewrite }) === planKey(parent.plan);
    if (isSameSession && this.services.describe(plan).content === parent.built.content) {
      this.#idleChanges.add(change.name);
      return undefined;
    }
    return this.#enter(`${parent.name}, ${change.name}`, plan, parent);
  }

  /** Builds a plan that was not tried before; one that cannot be built fails as a candidate. */
  async #enter(name: string, plan: Plan, parent: Entrant): Promise<Entrant | undefined> {
    const key = planKey(plan);
    if (this.#entrants.has(key)) return undefined;
    const id = this.#ledger.add(name, plan, parent.id);
    try {
      const built = await this.services.build(plan);
      const entrant = { id, name, plan, built };
      this.#entrants.set(key, entrant);
      this.#ledger.size(id, built.sizeBytes);
      return entrant;
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      this.#ledger.decide(id, 'failed', error.message);
      return undefined;
    }
  }

  /** Outcomes of those that ran, by id, against the first entrant. Failures go into the ledger; the input's is thrown. */
  async #race(
    entrants: readonly [Entrant, ...Entrant[]],
    input: Entrant,
    thoroughness: Thoroughness,
  ): Promise<ReadonlyMap<string, Measured>> {
    const all = unique([...entrants, input]);
    const outcomes = await this.services.race(all, thoroughness);
    const inputOutcome = outcomes[all.indexOf(input)];
    if (inputOutcome?.status === 'failed') throw inputOutcome.error;
    const measured = new Map<string, Measured>();
    for (const [index, { id }] of all.entries()) {
      const outcome = outcomes[index];
      if (!outcome) continue;
      this.#ledger.speed(id, outcome, inputOutcome, thoroughness);
      if (outcome.status === 'measured') measured.set(id, outcome);
    }
    return measured;
  }

  /** Compares with the original; what exceeds the budget is dropped. */
  async #assess(input: Entrant, entrants: readonly Entrant[]): Promise<void> {
    if (entrants.length === 0) return;
    const [original, ...outcomes] = await this.services.assess([input, ...entrants]);
    if (original?.status === 'assessed') this.#ledger.accuracy(input.id, original.figures);
    for (const [index, { id }] of entrants.entries()) this.#judge(id, outcomes[index], input);
  }

  #judge(id: string, outcome: AccuracyOutcome | undefined, input: Entrant): void {
    if (!outcome) return;
    if (outcome.status === 'failed') {
      this.#ledger.decide(id, 'failed', outcome.error.message);
      return;
    }
    this.#ledger.accuracy(id, outcome.figures);
    const excess = findExcess(outcome.figures, this.#ledger.get(input.id).accuracy, this.options.budget);
    if (excess !== undefined) this.#ledger.decide(id, 'dropped', excess);
  }

  #isOpen(id: string): boolean {
    return this.#ledger.get(id).verdict === 'open';
  }

  #isOutOfTime(): boolean {
    this.#ranOutOfTime ||= this.services.isOutOfTime();
    return this.#ranOutOfTime;
  }
}

const highOf = (outcome: Measured | undefined): number =>
  outcome?.speedup.interval?.high ?? outcome?.speedup.ratio ?? 0;

const partOf = ({ name }: Entrant): string => `Part of "${name}", which is faster.`;

/** Why a finalist is not the answer. */
function whyNot(speedup: Speedup, best: Entrant | undefined, isFaster: boolean): string {
  if (!best || !isFaster) return comparedWords(speedup, 'the input plan');
  return `${ratioWords(speedup)} the speed of the input plan; "${best.name}" is faster, or as fast with fewer changes.`;
}

const outOfTime = 'The time limit came first.';

const unique = (entrants: readonly Entrant[]): readonly Entrant[] => [...new Set(entrants)];
