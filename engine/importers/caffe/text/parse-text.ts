import { caffeNestedTooDeep } from '../errors.ts';
import { MessageBudget } from '../message-budget.ts';
import { Scanner, type Token } from './scanner.ts';

/** A field as written, with the place of its name in the text. */
export interface TextField {
  readonly name: string;
  readonly offset: number;
  readonly value: TextValue;
}

export type TextValue =
  | { readonly kind: 'number' | 'word' | 'string'; readonly text: string; readonly offset: number }
  | { readonly kind: 'message'; readonly fields: readonly TextField[]; readonly offset: number };

/** Deeper than any message that Caffe has; bounds the recursion of everything that walks the tree. */
const MAX_NESTING = 48;

/**
 * Reads protobuf's text format into a tree, without knowing what the fields mean. A list in brackets becomes one field per
 * element. Time is linear in the text. Errors: caffe.syntax, caffe.nested-too-deep, caffe.too-large.
 */
export function parseText(text: string): readonly TextField[] {
  return new Parser(text).parse();
}

class Parser {
  private readonly scanner: Scanner;
  private readonly budget = new MessageBudget();
  private token: Token;

  constructor(text: string) {
    this.scanner = new Scanner(text);
    this.token = this.scanner.next();
  }

  parse(): readonly TextField[] {
    return this.fields('end', 0);
  }

  /** Fields up to a closing symbol, or to the end of the text. */
  private fields(closing: '}' | '>' | 'end', depth: number): readonly TextField[] {
    if (depth > MAX_NESTING) throw caffeNestedTooDeep(MAX_NESTING);
    const fields: TextField[] = [];
    for (;;) {
      if (this.token.kind === 'end') {
        if (closing === 'end') return fields;
        throw this.fault(`the text ends where "${closing}" is missing`);
      }
      if (this.token.kind === 'symbol' && this.token.text === closing) {
        this.advance();
        return fields;
      }
      this.field(fields, depth);
    }
  }

  private field(fields: TextField[], depth: number): void {
    this.budget.spend();
    const { offset } = this.token;
    const name = this.name();
    const hasColon = this.take(':');
    if (this.take('[')) {
      if (!this.take(']')) {
        do {
          this.budget.spend();
          fields.push({ name, offset, value: this.value(depth) });
        } while (this.take(','));
        this.require(']');
      }
    } else {
      const isMessage = this.isSymbol('{') || this.isSymbol('<');
      if (!hasColon && !isMessage) throw this.fault(`":" is missing after "${name}"`);
      fields.push({ name, offset, value: this.value(depth) });
    }
    if (!this.take(',')) this.take(';');
  }

  /** A word, or in brackets the name of an extension. */
  private name(): string {
    if (this.token.kind === 'word') return this.advance().text;
    if (!this.take('[')) throw this.fault(`a field's name is expected, not ${this.seen()}`);
    let name = '[';
    while (this.isWord() || this.isSymbol('.') || this.isSymbol('/') || this.isSymbol('-')) name += this.advance().text;
    this.require(']');
    return `${name}]`;
  }

  private value(depth: number): TextValue {
    const { offset } = this.token;
    if (this.take('{')) return { kind: 'message', fields: this.fields('}', depth + 1), offset };
    if (this.take('<')) return { kind: 'message', fields: this.fields('>', depth + 1), offset };
    if (this.token.kind === 'string') {
      const parts: string[] = [];
      while (this.token.kind === 'string') parts.push(this.advance().text);
      return { kind: 'string', text: parts.join(''), offset };
    }
    const sign = this.take('-') ? '-' : '';
    if (this.token.kind === 'number') return { kind: 'number', text: sign + this.advance().text, offset };
    if (this.token.kind === 'word') {
      const kind = sign === '' ? 'word' : 'number';
      return { kind, text: sign + this.advance().text, offset };
    }
    throw this.fault(`a value is expected, not ${this.seen()}`);
  }

  private isWord(): boolean {
    return this.token.kind === 'word';
  }

  private isSymbol(text: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === text;
  }

  private take(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.advance();
    return true;
  }

  private require(symbol: string): void {
    if (!this.take(symbol)) throw this.fault(`"${symbol}" is expected, not ${this.seen()}`);
  }

  private advance(): Token {
    const token = this.token;
    this.token = this.scanner.next();
    return token;
  }

  private seen(): string {
    return this.token.kind === 'end' ? 'the end of the text' : JSON.stringify(this.token.text.slice(0, 40));
  }

  private fault(problem: string) {
    return this.scanner.fault(this.token.offset, problem);
  }
}
