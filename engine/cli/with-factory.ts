import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { findProviderFolder } from '../runtime/provider-folder.ts';
import { createRunnerPool } from '../runtime/runner-pool.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { userDataFolder } from './user-folders.ts';

/** Runs work that needs runner processes, and ends them whatever happens. */
export async function withFactory<T>(work: (factory: SessionFactory) => Promise<T>): Promise<T> {
  const providerFolder = findProviderFolder(userDataFolder());
  const factory = createRunnerPool({
    processHost: createNodeProcessHost(),
    ...(providerFolder !== undefined && { providerFolder }),
  });
  try {
    return await work(factory);
  } finally {
    await factory.dispose();
  }
}
