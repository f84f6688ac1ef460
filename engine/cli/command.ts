import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A subcommand: one file each in this folder, listed in lathe.ts. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The lines after `lathe `. */
  readonly usage: string;
  run(args: readonly string[], io: CommandIo): Promise<void>;
}

/** What a command may touch. Results go to `print`, progress and remarks to `note`. */
export interface CommandIo {
  print(text: string): void;
  note(text: string): void;
  /** Overwrites the last progress line where standard error is a terminal; silent elsewhere. */
  progress(text: string): void;
  readonly signal: AbortSignal;
  /** Where relative paths start. */
  readonly directory: string;
  /** What is kept between runs; nothing is where it is absent. */
  readonly userDataFolder?: string;
}

/** The command line was wrong: exit code 2. The message is a sentence without its full stop; where help is to be had follows it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Bounds of a whole number, both included. */
export interface CountRange {
  readonly min: number;
  readonly max?: number;
}

export interface ParsedArguments {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  flag(name: string): boolean;
  /** A whole number, or undefined where the option is absent. */
  count(name: string, range: CountRange): number | undefined;
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T;
}

/** Parses strictly: an unknown option, a missing or empty value or a bad number is a UsageError. */
export function parseArguments(args: readonly string[], options: Options): ParsedArguments {
  const { values, positionals } = strictly(() =>
    parseArgs({ args: joinNegativeNumbers(args, options), options, allowPositionals: true, strict: true }),
  );
  const texts = (name: string): readonly string[] => {
    const found = [values[name] ?? []].flat().filter((value) => typeof value === 'string');
    if (found.includes('')) throw new UsageError(`--${name} is empty`);
    return found;
  };
  const text = (name: string): string | undefined => texts(name)[0];
  return {
    positionals,
    text,
    texts,
    flag: (name) => values[name] === true,
    count: (name, range) => {
      const written = text(name);
      return written === undefined ? undefined : parseCount(name, written, range);
    },
    choice: (name, choices, fallback) => {
      const written = text(name) ?? fallback;
      const found = choices.find((choice) => choice === written);
      if (found === undefined) throw new UsageError(`--${name} is one of ${choices.join(', ')}, not "${written}"`);
      return found;
    },
  };
}

/** `--label-offset -1` as `--label-offset=-1`: Node takes a value that begins with a dash for an option of its own. */
function joinNegativeNumbers(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1) ?? '';
    if (/^-\d+$/.test(arg) && options[last.replace(/^--/, '')]?.type === 'string')
      joined.splice(-1, 1, `${last}=${arg}`);
    else joined.push(arg);
  }
  return joined;
}

function parseCount(name: string, written: string, { min, max = Number.MAX_SAFE_INTEGER }: CountRange): number {
  const number = Number(written);
  if (/^[-+]?\d+$/.test(written) && number >= min && number <= max) return number;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new UsageError(`--${name} takes a whole number ${range}, not "${written}"`);
}

function strictly<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Node explains at length how to pass an argument that looks like an option.
    const isUnknown = 'code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
    const message = isUnknown ? error.message.split('. ', 1)[0] : error.message;
    throw new UsageError(message?.replace(/\s+/g, ' ').replace(/\.$/, ''));
  }
}

/** The only positional argument. */
export function requireOne(parsed: ParsedArguments, what: string): string {
  const [first, ...rest] = parsed.positionals;
  if (first === undefined) throw new UsageError(`${what} is missing`);
  if (rest.length > 0) throw new UsageError(`Only one ${what} is taken; "${rest[0]}" is too many`);
  return first;
}

export const resolvePath = (io: CommandIo, path: string): string => resolve(io.directory, path);
