import { WorkbenchError } from '../errors.ts';
import type { AccuracyBudget } from '../report/tune-report.ts';
import { findExcess } from './accuracy-budget.ts';
import { formatNames } from './candidates.ts';
import type { Change } from './change.ts';
import { Ledger } from './ledger.ts';
import { type Plan, planKey } from './plan.ts';
import { numbered } from './reasons.ts';
import type { AccuracyOutcome, Entrant, RaceOutcome, Thoroughness, TunerServices } from './services.ts';

export type Measured = Extract<RaceOutcome, { readonly status: 'measured' }>;

/**
 * Where plans are built, raced and judged, each once. What is learned of them goes into the ledger; the input plan runs in every
 * race.
 */
export class Arena {
  readonly #idle = new Set<string>();
  readonly #tried = new Set<string>();
  readonly #entrants = new Map<string, Entrant>();
  #ranOutOfTime = false;

  private constructor(
    readonly input: Entrant,
    readonly ledger: Ledger,
    private readonly services: TunerServices,
    private readonly budget: AccuracyBudget,
  ) {}

  /** Errors: those of the input plan. */
  static async open(plan: Plan, budget: AccuracyBudget, services: TunerServices): Promise<Arena> {
    const ledger = new Ledger((candidates) => services.onCandidates(candidates));
    const name = formatNames.original;
    const id = ledger.add({ name, origin: name, plan });
    const built = await services.build(plan);
    ledger.size(id, built.sizeBytes);
    ledger.decide(id, 'kept', 'The input plan: everything else is compared with it.');
    return new Arena({ id, name, plan, changes: [], built }, ledger, services, budget);
  }

  /** Names of changes that would have made no other model of any plan: they were not tried. */
  get idleChanges(): readonly string[] {
    return [...this.#idle].filter((name) => !this.#tried.has(name));
  }

  get ranOutOfTime(): boolean {
    return this.#ranOutOfTime;
  }

  isOutOfTime(): boolean {
    this.#ranOutOfTime ||= this.services.isOutOfTime();
    return this.#ranOutOfTime;
  }

  /** Whether nothing is decided about a plan yet. */
  isOpen({ id }: Entrant): boolean {
    return this.ledger.get(id).verdict === 'open';
  }

  /** What failed has its reason already. */
  drop({ id }: Entrant, reason: string): void {
    if (this.ledger.get(id).verdict !== 'failed') this.ledger.decide(id, 'dropped', reason);
  }

  /** Against the input plan, as last measured; 0 for what was not, or failed. */
  speedOf({ id }: Entrant): number {
    const { verdict, speed } = this.ledger.get(id);
    return verdict === 'failed' ? 0 : (speed?.speedup ?? 0);
  }

  /** Whether a plan's model holds what that of another one does. */
  makes(plan: Plan, { built }: Entrant): boolean {
    return this.services.describe(plan).content === built.content;
  }

  /** Builds a plan that was not tried before; one that cannot be built fails as a candidate. */
  async enter(plan: Plan, changes: readonly Change[] = [], origin?: string): Promise<Entrant | undefined> {
    const key = planKey(plan);
    if (this.#entrants.has(key)) return undefined;
    const name = [formatNames[plan.format], ...changes.map((change) => change.name)].join(', ');
    const id = this.ledger.add({ name, origin: origin ?? name, plan });
    try {
      const built = await this.services.build(plan);
      const entrant = { id, name, plan, changes, built };
      this.#entrants.set(key, entrant);
      this.ledger.size(id, built.sizeBytes);
      return entrant;
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      this.ledger.decide(id, 'failed', error.message);
      return undefined;
    }
  }

  /** A plan with one thing otherwise; nothing where that makes the same model for the same session. */
  async enterChange(change: Change, parent: Entrant): Promise<Entrant | undefined> {
    const plan = change.apply(parent.plan);
    if (change.of !== 'session' && this.makes(plan, parent)) {
      this.#idle.add(change.name);
      return undefined;
    }
    this.#tried.add(change.name);
    return this.enter(plan, [...parent.changes, change], `${numbered(parent)}, ${change.name}`);
  }

  /** Outcomes of those that ran, by id, against the first entrant. Failures go into the ledger; the input's is thrown. */
  async race(
    entrants: readonly [Entrant, ...Entrant[]],
    thoroughness: Thoroughness,
  ): Promise<ReadonlyMap<string, Measured>> {
    const all = unique([...entrants, this.input]);
    const outcomes = await this.services.race(all, thoroughness);
    const inputOutcome = outcomes[all.indexOf(this.input)];
    if (inputOutcome?.status === 'failed') throw inputOutcome.error;
    const measured = new Map<string, Measured>();
    for (const [index, { id }] of all.entries()) {
      const outcome = outcomes[index];
      if (!outcome) continue;
      this.ledger.speed(id, outcome, inputOutcome, thoroughness);
      if (outcome.status === 'measured') measured.set(id, outcome);
    }
    return measured;
  }

  /** Compares with the original; what exceeds the budget is dropped. */
  async assess(entrants: readonly Entrant[]): Promise<void> {
    if (entrants.length === 0) return;
    const [original, ...outcomes] = await this.services.assess([this.input, ...entrants]);
    if (original?.status === 'assessed') this.ledger.accuracy(this.input.id, original.figures);
    for (const [index, { id }] of entrants.entries()) this.#judge(id, outcomes[index]);
  }

  #judge(id: string, outcome: AccuracyOutcome | undefined): void {
    if (!outcome) return;
    if (outcome.status === 'failed') {
      this.ledger.decide(id, 'failed', outcome.error.message);
      return;
    }
    this.ledger.accuracy(id, outcome.figures);
    const excess = findExcess(outcome.figures, this.ledger.get(this.input.id).accuracy, this.budget);
    if (excess !== undefined) this.ledger.decide(id, 'dropped', excess);
  }
}

export const unique = (entrants: readonly Entrant[]): readonly Entrant[] => [...new Set(entrants)];
