import type { CommandIo } from '../command.ts';
import { main } from '../lathe.ts';

export interface LatheRun {
  readonly exitCode: number;
  /** What went to standard output and to standard error, whole. */
  readonly output: string;
  readonly notes: readonly string[];
  readonly progress: readonly string[];
  /** The one JSON document on standard output. */
  json(): unknown;
}

export interface LatheOptions {
  readonly directory?: string;
  readonly userDataFolder?: string;
  readonly signal?: AbortSignal;
  onProgress?(text: string): void;
}

/** Runs a command line as `lathe` does, on streams in memory. */
export async function runLathe(args: readonly string[], options: LatheOptions = {}): Promise<LatheRun> {
  const [printed, notes, progress]: string[][] = [[], [], []];
  const io: CommandIo = {
    print: (text) => printed?.push(text),
    note: (text) => notes?.push(text),
    progress: (text) => {
      progress?.push(text);
      options.onProgress?.(text);
    },
    signal: options.signal ?? new AbortController().signal,
    directory: options.directory ?? process.cwd(),
    ...(options.userDataFolder !== undefined && { userDataFolder: options.userDataFolder }),
  };
  const exitCode = await main(args, io);
  const output = printed?.join('\n') ?? '';
  return { exitCode, output, notes: notes ?? [], progress: progress ?? [], json: () => JSON.parse(output) };
}
