import type { HostedProcess, ProcessExit, ProcessHost } from '../process-host.ts';

export interface WatchedProcess {
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
}

/** A host that also shows tests which processes it started. */
export function watchProcesses(host: ProcessHost): ProcessHost & { readonly processes: readonly WatchedProcess[] } {
  const processes: WatchedProcess[] = [];
  const spawnRunner = (): HostedProcess => {
    const hosted = host.spawnRunner();
    const exited = new Promise<ProcessExit>((resolve) => hosted.onExit(resolve));
    processes.push({ pid: hosted.pid ?? -1, exited });
    return hosted;
  };
  return { spawnRunner, processes };
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
