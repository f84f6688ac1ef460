import type { CommandIo } from './command.ts';
import { main } from './lathe.ts';
import { userDataFolder } from './user-folders.ts';

/** The process behind `lathe`: standard streams, Ctrl+C, exit code. */
const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());
// `lathe inspect MODEL | head` closes the pipe early: nobody reads on, which is no reason to crash.
process.stdout.on('error', () => controller.abort());

const isTerminal = process.stderr.isTTY === true;
let progressLength = 0;

function clearProgress(): void {
  if (progressLength > 0) process.stderr.write(`\r${' '.repeat(progressLength)}\r`);
  progressLength = 0;
}

const io: CommandIo = {
  print: (text) => {
    clearProgress();
    process.stdout.write(`${text}\n`);
  },
  note: (text) => {
    clearProgress();
    process.stderr.write(`${text}\n`);
  },
  progress: (text) => {
    if (!isTerminal) return;
    const line = text.slice(0, (process.stderr.columns ?? 80) - 1);
    process.stderr.write(`\r${line.padEnd(progressLength)}`);
    progressLength = line.length;
  },
  signal: controller.signal,
  // npm runs scripts from the package's folder and tells where it was called from.
  directory: process.env.INIT_CWD ?? process.cwd(),
  userDataFolder: userDataFolder(),
};

process.exitCode = await main(process.argv.slice(2), io);
