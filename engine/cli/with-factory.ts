import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { createRunnerPool } from '../runtime/runner-pool.ts';
import type { SessionFactory } from '../runtime/session.ts';

/** Runs work that needs runner processes, and ends them whatever happens. */
export async function withFactory<T>(work: (factory: SessionFactory) => Promise<T>): Promise<T> {
  const factory = createRunnerPool({ processHost: createNodeProcessHost() });
  try {
    return await work(factory);
  } finally {
    await factory.dispose();
  }
}
