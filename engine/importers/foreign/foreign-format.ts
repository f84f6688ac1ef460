import { shellQuote } from './shell-quote.ts';

/** The parts of a file that tell its format. */
export interface FileSample {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  /** Head and tail as text, one character per byte. */
  readonly text: string;
}

/** What to do with a file of another format. */
export interface Conversion {
  /** What to know before; whole sentences. */
  readonly advice?: string;
  /** A line that writes an ONNX file. Absent where nothing can. */
  readonly command?: string;
  /** Where the line is typed. */
  readonly where?: 'shell' | 'python';
}

/** A format that Lathe recognises and does not read. */
export interface ForeignFormat {
  readonly format: string;
  matches(sample: FileSample): boolean;
  /** `path` is how commands name the file. */
  conversion(path: string, sample: FileSample): Conversion;
}

export const shell = (command: string, advice?: string): Conversion => ({
  command,
  where: 'shell',
  ...(advice !== undefined && { advice }),
});

export const python = (command: string, advice: string): Conversion => ({ command, where: 'python', advice });

export const noConversion = (advice: string): Conversion => ({ advice });

/** A shell line that runs Python code; the code finds the files in sys.argv, so that no name is code. */
export const pythonLine = (code: string, ...files: readonly string[]): string =>
  ['python', '-c', `"${code}"`, ...files.map(shellQuote)].join(' ');

/** A string literal of Python. */
export const pythonText = (text: string): string => JSON.stringify(text);

/** For commands that need an example input. */
export const exampleShape = 'Replace 1, 3, 224, 224 by the shape of its input.';

export const startsWith = (bytes: Uint8Array, prefix: readonly number[], at = 0): boolean =>
  prefix.every((byte, index) => bytes[at + index] === byte);

export const ascii = (text: string): readonly number[] => [...text].map((char) => char.charCodeAt(0));

export const isZip = ({ head }: FileSample): boolean => startsWith(head, [...ascii('PK'), 3, 4]);

export const isJson = ({ text }: FileSample): boolean => /^\s*\{/.test(text);

/** Protocols 2 to 5, and what their first instruction can be. Source: Python, pickletools. */
export const isPickle = ({ head }: FileSample): boolean =>
  head[0] === 0x80 &&
  (head[1] ?? 0) >= 2 &&
  (head[1] ?? 0) <= 5 &&
  [...ascii('])}(cX'), 0x8a, 0x8c, 0x95].includes(head[2] ?? 0);
