import type { JobEvent, JobKind, JobResult, ModelId } from '../../api/contract.ts';
import type { JobContext } from '../job.ts';

export const exported: JobResult = { kind: 'export', export: { variant: 'fp32', fileName: 'a.onnx', sizeBytes: 1 } };

/** What a job of a model says of itself. */
export const jobOf = (modelId: ModelId, kind: JobKind) => ({ modelId, model: 'net.onnx', kind, variants: [] });

export interface ControlledWork {
  readonly work: (job: JobContext) => Promise<JobResult>;
  /** Resolves when a job begins this work. */
  readonly begun: Promise<JobContext>;
  readonly finish: () => void;
}

/** Work that goes on until the test finishes it or its job is cancelled. */
export function controlledWork(): ControlledWork {
  const [beginning, finishing] = [deferred<JobContext>(), deferred<void>()];
  return {
    begun: beginning.promise,
    finish: finishing.resolve,
    work: async (job) => {
      beginning.resolve(job);
      const aborted = new Promise<never>((_, reject) =>
        job.signal.addEventListener('abort', () => reject(job.signal.reason), { once: true }),
      );
      await Promise.race([finishing.promise, aborted]);
      return exported;
    },
  };
}

export async function allEvents(events: AsyncIterable<JobEvent>): Promise<readonly JobEvent[]> {
  const seen: JobEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

export const typesOf = (events: readonly JobEvent[]) => events.map(({ type }) => type);

/** A promise with the function that fulfils it. */
export function deferred<T>(): { readonly promise: Promise<T>; resolve(value: T): void } {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle(value) };
}
