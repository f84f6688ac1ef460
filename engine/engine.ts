import type { Router } from '@orpc/server';
import type { Contract } from './api/contract.ts';
import type { HostServices } from './api/host-services.ts';
import type { ProcessHost } from './runtime/process-host.ts';

export interface EngineOptions {
  /** Where settings and recent files are kept; made when missing. */
  readonly userDataDir: string;
  readonly processHost: ProcessHost;
  readonly host: HostServices;
}

/** One running engine, ready to be served over any transport. */
export interface Engine {
  readonly router: Router<Contract, Record<never, never>>;
  /** Cancels running jobs and ends every runner. */
  dispose(): Promise<void>;
}
