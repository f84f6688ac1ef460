import type { Router } from '@orpc/server';
import type { Contract } from './api/contract.ts';
import type { HostServices } from './api/host-services.ts';
import { createRouter } from './api/router.ts';
import type { ProcessHost } from './runtime/process-host.ts';
import { findProviderFolder } from './runtime/provider-folder.ts';
import { describeMachine } from './runtime/providers.ts';
import { createRunnerPool } from './runtime/runner-pool.ts';
import { sourceSamplesFolder } from './workbench/samples.ts';
import { Workbench } from './workbench/workbench.ts';

export interface EngineOptions {
  /** Where settings and recent files are kept; made when missing. */
  readonly userDataDir: string;
  readonly processHost: ProcessHost;
  readonly host: HostServices;
  /** Where the samples lie; beside the sources by default. */
  readonly samplesFolder?: string;
  /** Hears of defects, which callers only see as 'internal'. Standard error by default. */
  readonly report?: (error: unknown) => void;
}

/** One running engine, ready to be served over any transport. */
export interface Engine {
  readonly router: Router<Contract, Record<never, never>>;
  /** Cancels running jobs and ends every runner. */
  dispose(): Promise<void>;
}

/** Wires the workbench to a host and to runner processes. Starts nothing: a runner is started when one is needed. */
export function createEngine(options: EngineOptions): Engine {
  const { processHost, host, userDataDir } = options;
  const report =
    options.report ??
    ((error: unknown) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`));
  const providerFolder = findProviderFolder(userDataDir);
  const workbench = new Workbench({
    userDataDir,
    samplesFolder: options.samplesFolder ?? sourceSamplesFolder,
    factory: createRunnerPool({ processHost, ...(providerFolder !== undefined && { providerFolder }) }),
    describeMachine: () => describeMachine(processHost, { providerFolder }),
    hostKind: host.kind,
    report,
    ...(host.kind === 'browser' && { downloads: host.downloads }),
    ...(host.startModel !== undefined && { startModel: host.startModel }),
  });
  return { router: createRouter(workbench, host, report), dispose: () => workbench.dispose() };
}
