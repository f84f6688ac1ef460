import { invariant } from '../errors.ts';
import type { AccuracyFigures } from '../report/report.ts';
import type { TuneCandidate, TunedSpeed } from '../report/tune-report.ts';
import type { RaceOutcome, Thoroughness } from './services.ts';

/** Every plan that was tried and what is known of it, in the order in which they were tried. */
export class Ledger {
  readonly #byId = new Map<string, TuneCandidate>();
  readonly #tell: (candidates: readonly TuneCandidate[]) => void;

  constructor(tell: (candidates: readonly TuneCandidate[]) => void) {
    this.#tell = tell;
  }

  get candidates(): readonly TuneCandidate[] {
    return [...this.#byId.values()];
  }

  /** Its id. */
  add(candidate: Pick<TuneCandidate, 'name' | 'origin' | 'plan'>): string {
    const id = `${this.#byId.size}`;
    this.#set({ ...candidate, id, verdict: 'open', reason: 'Not measured yet.', measuredBy: 'nothing' });
    return id;
  }

  get(id: string): TuneCandidate {
    const candidate = this.#byId.get(id);
    invariant(candidate, `Candidate ${id} was never tried`);
    return candidate;
  }

  decide(id: string, verdict: TuneCandidate['verdict'], reason: string): void {
    this.#set({ ...this.get(id), verdict, reason });
  }

  size(id: string, sizeBytes: number): void {
    this.#set({ ...this.get(id), sizeBytes });
  }

  accuracy(id: string, accuracy: AccuracyFigures): void {
    this.#set({ ...this.get(id), accuracy });
  }

  /** Takes over what a race has shown; `input` is the input plan's outcome of the same race. */
  speed(id: string, outcome: RaceOutcome, input: RaceOutcome | undefined, thoroughness: Thoroughness): void {
    if (outcome.status === 'failed') {
      this.decide(id, 'failed', outcome.error.message);
      return;
    }
    const measuredBy = outcome.isFromCache ? 'cache' : thoroughness;
    const speed = input && toSpeed(outcome, input);
    const candidate = this.get(id);
    const reason = candidate.verdict === 'open' ? 'Measured, and not decided yet.' : candidate.reason;
    this.#set({ ...candidate, measuredBy, reason, ...(speed && { speed }) });
  }

  #set(candidate: TuneCandidate): void {
    this.#byId.set(candidate.id, candidate);
    this.#tell(this.candidates);
  }
}

/** Both were measured in the same rounds, so their ratios to the first of the race make the ratio between them. */
function toSpeed(
  { latencyMs, throughput, speedup }: Extract<RaceOutcome, { readonly status: 'measured' }>,
  input: RaceOutcome,
): TunedSpeed | undefined {
  if (input.status === 'failed') return undefined;
  const scale = 1 / input.speedup.ratio;
  const { interval } = speedup;
  return {
    latencyMs,
    throughput,
    speedup: speedup.ratio * scale,
    ...(interval && { speedupInterval: { low: interval.low * scale, high: interval.high * scale } }),
  };
}
