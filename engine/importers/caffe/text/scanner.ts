import { caffeSyntax } from '../errors.ts';

export type Token =
  | { readonly kind: 'word' | 'number' | 'symbol'; readonly text: string; readonly offset: number }
  | { readonly kind: 'string'; readonly text: string; readonly offset: number }
  | { readonly kind: 'end'; readonly text: ''; readonly offset: number };

/** Where something is in a text, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const space = /(?:[\s\uFEFF]|#[^\n]*)*/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fF]?/y;
const quoted = /"(?:[^"\\\n]|\\[^\n])*"|'(?:[^'\\\n]|\\[^\n])*'/y;
const symbols = '{}<>[]:,;-./';

/**
 * The tokens of protobuf's text format, one at a time, without looking back. Errors: caffe.syntax.
 * Source: protobuf.dev, "Text Format Language Specification".
 */
export class Scanner {
  private at = 0;

  constructor(private readonly text: string) {}

  next(): Token {
    this.match(space);
    const offset = this.at;
    if (offset >= this.text.length) return { kind: 'end', text: '', offset };
    const letters = this.match(word);
    if (letters !== undefined) return { kind: 'word', text: letters, offset };
    const digits = this.match(number);
    if (digits !== undefined) return { kind: 'number', text: digits, offset };
    const string = this.match(quoted);
    if (string !== undefined) return { kind: 'string', text: unescaped(string.slice(1, -1)), offset };
    const char = this.text.charAt(offset);
    if (char === '"' || char === "'") throw this.fault(offset, 'a string has no end on its line');
    if (!symbols.includes(char)) throw this.fault(offset, `${JSON.stringify(char)} cannot be read`);
    this.at++;
    return { kind: 'symbol', text: char, offset };
  }

  positionOf(offset: number): Position {
    return positionOf(this.text, offset);
  }

  fault(offset: number, problem: string) {
    return caffeSyntax(this.positionOf(offset), problem);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}

/** Counts lines only when somebody asks, which is when something is reported. */
export function positionOf(text: string, offset: number): Position {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}

const simpleEscapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, a: 7, b: 8, f: 12, v: 11 };
const utf8 = new TextEncoder();

/** The text that a literal stands for. Escapes of numbers are bytes, of which several may make one character. */
function unescaped(literal: string): string {
  if (!literal.includes('\\')) return literal;
  const bytes: number[] = [];
  const pieces = /\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))|[^\\]+/g;
  for (const [whole, octal, hex, short, long, char] of literal.matchAll(pieces)) {
    const code = short ?? long;
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (code !== undefined) pushAll(bytes, utf8.encode(characterOf(Number.parseInt(code, 16))));
    else if (char !== undefined) pushAll(bytes, utf8.encode(escapedCharacter(char)));
    else pushAll(bytes, utf8.encode(whole));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const escapedCharacter = (char: string): string => {
  const code = simpleEscapes[char];
  return code === undefined ? char : String.fromCharCode(code);
};

const characterOf = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD');

function pushAll(bytes: number[], more: Uint8Array): void {
  for (const byte of more) bytes.push(byte);
}
