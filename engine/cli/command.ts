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
}

/** The command line was wrong: usage is printed and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

export interface ParsedArguments {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  flag(name: string): boolean;
  /** A whole number of at least `minimum`, or undefined where the option is absent. */
  count(name: string, minimum: number): number | undefined;
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T;
}

/** Parses strictly: an unknown option, a missing value or a bad number is a UsageError. */
export function parseArguments(args: readonly string[], options: Options): ParsedArguments {
  const { values, positionals } = strictly(() =>
    parseArgs({ args: [...args], options, allowPositionals: true, strict: true }),
  );
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    positionals,
    text,
    texts: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.filter((part) => typeof part === 'string') : [];
    },
    flag: (name) => values[name] === true,
    count: (name, minimum) => {
      const written = text(name);
      if (written === undefined) return undefined;
      const number = Number(written);
      if (!Number.isInteger(number) || number < minimum)
        throw new UsageError(`--${name} takes a whole number of at least ${minimum}, not "${written}"`);
      return number;
    },
    choice: (name, choices, fallback) => {
      const written = text(name) ?? fallback;
      const found = choices.find((choice) => choice === written);
      if (found === undefined) throw new UsageError(`--${name} is one of ${choices.join(', ')}, not "${written}"`);
      return found;
    },
  };
}

function strictly<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
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
