import { WorkbenchError } from '../errors.ts';
import type { Session } from '../runtime/session.ts';
import type { BenchmarkEnvironment, BenchmarkOptions, BenchmarkProgress, BenchmarkVariant } from './benchmark.ts';
import type { Racer } from './race.ts';

/** What the phases of a benchmark share: the sessions that are open and the variants that failed. */
export class Contest {
  readonly failures = new Map<string, WorkbenchError>();
  readonly #sessions: Session[] = [];
  readonly #options: BenchmarkOptions;
  readonly #environment: BenchmarkEnvironment;

  constructor(options: BenchmarkOptions, environment: BenchmarkEnvironment) {
    this.#options = options;
    this.#environment = environment;
  }

  get signal(): AbortSignal | undefined {
    return this.#environment.signal;
  }

  get startPowerMeter(): BenchmarkEnvironment['startPowerMeter'] {
    return this.#environment.startPowerMeter;
  }

  async open(variant: BenchmarkVariant): Promise<Session> {
    const { provider, threads, graphOptimization = 'all' } = this.#options;
    const options = { provider, threads, graphOptimization, ...variant.session };
    const session = await this.#environment.factory.open(variant.source, options, this.signal);
    this.#sessions.push(session);
    return session;
  }

  /** Does something for one variant. If the variant is at fault, it is out and the answer undefined. */
  async attempt<T>(id: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      this.failures.set(id, error);
      return undefined;
    }
  }

  /** Those that have not failed, in order. */
  remaining(racers: readonly Racer[]): readonly Racer[] {
    return racers.filter(({ variant }) => !this.failures.has(variant.id));
  }

  report(progress: BenchmarkProgress): void {
    this.#environment.onProgress?.(progress);
  }

  async close(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close()));
  }
}
