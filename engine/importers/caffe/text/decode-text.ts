import type { Diagnostic } from '../../../errors.ts';
import { caffeInvalidValue } from '../errors.ts';
import { emptyMessage, type FieldKind, type MessageOf, type Schema } from '../schema/field.ts';
import { parseText, type TextField, type TextValue } from './parse-text.ts';
import { positionOf } from './scanner.ts';

/** More unknown fields than anybody reads; the rest are counted. */
const MAX_REPORTED = 50;

export interface DecodedText<S extends Schema> {
  readonly message: MessageOf<S>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A message in text form by its schema. Fields that the schema lacks are reported with their place and left out.
 * Errors: caffe.syntax, caffe.invalid-value, caffe.nested-too-deep.
 */
export function decodeText<S extends Schema>(text: string, schema: S): DecodedText<S> {
  const decoder = new TextDecoder_(text);
  const message = decoder.message(parseText(text), schema);
  return { message, diagnostics: decoder.diagnostics() };
}

class TextDecoder_ {
  private readonly unknown: TextField[] = [];
  private unknownCount = 0;

  constructor(private readonly text: string) {}

  message<S extends Schema>(fields: readonly TextField[], schema: S): MessageOf<S> {
    const values: Record<string, unknown> = { ...emptyMessage(schema) };
    const lists = new Map<string, unknown[]>();
    const others: TextField[] = [];
    for (const field of fields) {
      const known = Object.hasOwn(schema, field.name) ? schema[field.name] : undefined;
      if (!known || known.kind.name === 'rest') {
        this.report(field);
        others.push(field);
      } else if (known.kind.name === 'kept') others.push(field);
      else if (!known.repeated) values[field.name] = this.value(field, known.kind);
      else {
        const list = lists.get(field.name);
        if (list) list.push(this.value(field, known.kind));
        else lists.set(field.name, [this.value(field, known.kind)]);
      }
    }
    for (const [name, list] of lists) values[name] = list;
    for (const [name, { kind }] of Object.entries(schema)) if (kind.name === 'rest') values[name] = others;
    // Every entry was made by the kind of its field, which is what MessageOf says of it.
    return values as MessageOf<S>;
  }

  diagnostics(): readonly Diagnostic[] {
    const found = this.unknown.map((field): Diagnostic => {
      const { line, column } = positionOf(this.text, field.offset);
      return {
        severity: 'warning',
        code: 'caffe.unknown-field',
        message: `The field "${field.name}" at line ${line}, column ${column} is not known and was left out.`,
        place: `line ${line}, column ${column}`,
      };
    });
    const more = this.unknownCount - found.length;
    if (more === 0) return found;
    return [
      ...found,
      {
        severity: 'warning',
        code: 'caffe.unknown-field',
        message: `${more} more fields are not known and were left out.`,
      },
    ];
  }

  private value({ name, value }: TextField, kind: FieldKind): unknown {
    switch (kind.name) {
      case 'ignored':
      case 'kept':
      case 'rest':
        return undefined;
      case 'integer':
        return parseInteger(value) ?? this.fault(name, value, 'a whole number');
      case 'float':
        return parseFloat_(value) ?? this.fault(name, value, 'a number');
      case 'bool':
        return parseBool(value) ?? this.fault(name, value, 'true or false');
      case 'string':
        return value.kind === 'string' ? value.text : this.fault(name, value, 'a text in quotes');
      case 'enum':
        return (
          parseEnum(value, kind.numbers) ?? this.fault(name, value, `one of ${Object.keys(kind.numbers).join(', ')}`)
        );
      case 'elements':
        return this.fault(name, value, 'left out: weights are read from a .caffemodel alone');
      case 'message':
        if (value.kind !== 'message') return this.fault(name, value, 'a message in braces');
        return this.message(value.fields, kind.schema);
    }
  }

  private report(field: TextField): void {
    this.unknownCount++;
    if (this.unknown.length < MAX_REPORTED) this.unknown.push(field);
  }

  private fault(name: string, { offset }: TextValue, expected: string): never {
    throw caffeInvalidValue(positionOf(this.text, offset), name, expected);
  }
}

function parseInteger(value: TextValue): number | undefined {
  if (value.kind !== 'number') return undefined;
  const [, sign, digits = ''] = /^(-?)(0[xX][0-9a-fA-F]+|\d+)$/.exec(value.text) ?? [];
  const isOctal = /^0[0-7]+$/.test(digits);
  const magnitude = digits === '' ? Number.NaN : isOctal ? Number.parseInt(digits, 8) : Number(digits);
  if (!Number.isSafeInteger(magnitude)) return undefined;
  return sign === '-' ? -magnitude : magnitude;
}

const words: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
  nan: Number.NaN,
  '-nan': Number.NaN,
};

function parseFloat_(value: TextValue): number | undefined {
  if (value.kind !== 'number' && value.kind !== 'word') return undefined;
  const word = words[value.text.toLowerCase()];
  if (word !== undefined) return word;
  if (value.kind === 'word') return undefined;
  const number = /^-?0[xX]/.test(value.text) ? Number(value.text) : Number(value.text.replace(/[fF]$/, ''));
  return Number.isNaN(number) ? undefined : number;
}

function parseBool(value: TextValue): boolean | undefined {
  if (value.kind !== 'word' && value.kind !== 'number') return undefined;
  if (['true', 'True', 't', '1'].includes(value.text)) return true;
  return ['false', 'False', 'f', '0'].includes(value.text) ? false : undefined;
}

function parseEnum(value: TextValue, numbers: Readonly<Record<string, number>>): string | undefined {
  if (value.kind === 'word') return Object.hasOwn(numbers, value.text) ? value.text : undefined;
  const number = parseInteger(value);
  return number === undefined ? undefined : Object.keys(numbers).find((name) => numbers[name] === number);
}
