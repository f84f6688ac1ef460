import { existsSync } from 'node:fs';
import packageJson from '../../package.json' with { type: 'json' };
import { toWireError } from '../api/wire-error.ts';
import { isAbort } from '../errors.ts';
import { fileNotFound } from '../files/errors.ts';
import { benchmarkCommand } from './benchmark.ts';
import { calibrateCommand } from './calibrate.ts';
import { type Command, type CommandIo, resolvePath, UsageError } from './command.ts';
import { evaluateCommand } from './evaluate.ts';
import { fusionsCommand } from './fusions.ts';
import { historyCommand } from './history.ts';
import { inspectCommand } from './inspect.ts';
import { openCommand } from './open-command.ts';
import { optimizeCommand } from './optimize.ts';
import { providersCommand } from './providers.ts';
import { reportCommand } from './report.ts';
import { rooflineCommand } from './roofline.ts';
import { serveCommand } from './serve-command.ts';
import { tuneCommand } from './tune.ts';

const commands: readonly Command[] = [
  inspectCommand,
  fusionsCommand,
  optimizeCommand,
  calibrateCommand,
  benchmarkCommand,
  rooflineCommand,
  evaluateCommand,
  tuneCommand,
  reportCommand,
  historyCommand,
  providersCommand,
  serveCommand,
];

/**
 * Runs one command line and returns the exit code: 0 done; 1 the model or the machine is at fault; 2 wrong usage;
 * 130 interrupted. Whatever is wrong is one line on standard error.
 */
export async function main(args: readonly string[], io: CommandIo): Promise<number> {
  const [first, ...rest] = args;
  if (first === '--help' || first === '-h' || first === 'help') {
    io.print(helpText());
    return 0;
  }
  if (first === '--version' || first === '-v') {
    io.print(packageJson.version);
    return 0;
  }
  const command = commands.find(({ name }) => name === first);
  const [chosen, chosenArgs] = command ? [command, rest] : [openCommand, args];
  try {
    if (!command && first !== undefined) requireModelPath(first, io);
    if (chosenArgs.includes('--help') || chosenArgs.includes('-h')) {
      io.print(`lathe ${chosen.usage}`);
      return 0;
    }
    await chosen.run(chosenArgs, io);
    return 0;
  } catch (error) {
    return exitCodeOf(error, chosen, io);
  }
}

function exitCodeOf(error: unknown, command: Command, io: CommandIo): number {
  if (isAbort(error) || io.signal.aborted) {
    io.note('Interrupted.');
    return 130;
  }
  if (error instanceof UsageError) {
    io.note(`${error.message}. Its options: lathe${command === openCommand ? '' : ` ${command.name}`} --help`);
    return 2;
  }
  const { message } = toWireError(error, (defect) =>
    io.note(defect instanceof Error ? (defect.stack ?? defect.message) : String(defect)),
  );
  io.note(message);
  return 1;
}

/** `lathe inspct model.onnx` is a typing error, not a model; a model that is not there is found out before a window opens. */
function requireModelPath(first: string, io: CommandIo): void {
  if (first.startsWith('-')) throw new UsageError(`There is no option "${first}" here`);
  const path = resolvePath(io, first);
  if (existsSync(path)) return;
  throw /[./\\]/.test(first) ? fileNotFound(path) : new UsageError(`"${first}" is neither a command nor a file`);
}

function helpText(): string {
  const width = Math.max(...[openCommand, ...commands].map(({ usage }) => usage.split('\n')[0]?.length ?? 0));
  const lines = [openCommand, ...commands].map(
    ({ usage, summary }) => `  lathe ${(usage.split('\n')[0] ?? '').padEnd(width)}  ${summary}`,
  );
  return [
    'Lathe fuses, quantizes, measures and explains neural networks.',
    '',
    ...lines,
    '',
    'lathe COMMAND --help shows the options of a command.',
  ].join('\n');
}
