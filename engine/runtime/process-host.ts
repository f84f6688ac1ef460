/** A child process that exchanges structured-clone messages. Hides child_process.fork and Electron's utilityProcess.fork. */
export interface HostedProcess {
  readonly pid: number | undefined;
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once. `signal` is the name of the signal that ended it, where the platform tells. */
  onExit(listener: (exit: ProcessExit) => void): void;
  /** Ends it at once (SIGKILL where there are signals). */
  kill(): void;
}

export interface ProcessExit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** The tail of what it wrote to standard error, for the message that names the cause. */
  readonly stderrTail: string;
}

export interface ProcessHost {
  /** Starts the runner entry module in a process of its own. */
  spawnRunner(): HostedProcess;
}
