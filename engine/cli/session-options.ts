import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { createRunnerPool } from '../runtime/runner-pool.ts';
import type { ProviderName, SessionFactory } from '../runtime/session.ts';

export const providerNames = [
  'cpu',
  'cuda',
  'tensorrt',
  'webgpu',
  'dml',
  'coreml',
] as const satisfies readonly ProviderName[];

/** Runs work that needs runner processes, and ends them whatever happens. */
export async function withFactory<T>(work: (factory: SessionFactory) => Promise<T>): Promise<T> {
  const factory = createRunnerPool({ processHost: createNodeProcessHost() });
  try {
    return await work(factory);
  } finally {
    await factory.dispose();
  }
}
