import { afterAll } from 'vitest';
import { createNodeProcessHost } from '../../runtime/node-process-host.ts';
import { createRunnerPool } from '../../runtime/runner-pool.ts';
import type { SessionFactory } from '../../runtime/session.ts';
import { isRunning, watchProcesses } from '../../runtime/testing/watched-host.ts';

/** Real runner processes for the tests of one file. */
export function startRunners(): { readonly factory: SessionFactory; readonly runningCount: () => number } {
  const host = watchProcesses(createNodeProcessHost());
  const factory = createRunnerPool({ processHost: host });
  afterAll(() => factory.dispose());
  return { factory, runningCount: () => host.processes.filter(({ pid }) => isRunning(pid)).length };
}
