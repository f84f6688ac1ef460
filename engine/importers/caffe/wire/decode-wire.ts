import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { caffeDamaged } from '../errors.ts';
import { MessageBudget } from '../message-budget.ts';
import { emptyMessage, type Field, type MessageOf, type Schema } from '../schema/field.ts';
import { ElementCollector } from './element-collector.ts';

/**
 * A message in binary form by its schema. Weights stay views of `bytes`. Fields that the schema lacks are skipped, as protobuf
 * does; so are fields whose wire type is another, which come from descendants of Caffe that gave a number another meaning.
 * Errors: caffe.damaged, caffe.too-large.
 */
export function decodeWire<S extends Schema>(bytes: Uint8Array, schema: S): MessageOf<S> {
  const decoder = new WireDecoder();
  try {
    return decoder.message(bytes, schema);
  } catch (error) {
    throw isReaderFault(error) ? caffeDamaged(error) : error;
  }
}

/** What BinaryReader throws for bytes that are no message. */
const isReaderFault = (error: unknown): boolean =>
  error instanceof RangeError || (error instanceof Error && error.constructor === Error);

const unread: ReadonlySet<string> = new Set(['ignored', 'kept', 'rest']);

interface NumberedField {
  readonly name: string;
  readonly field: Field;
}

class WireDecoder {
  private readonly budget = new MessageBudget();
  private readonly numbered = new Map<Schema, ReadonlyMap<number, NumberedField>>();
  private readonly empty = new Map<Schema, Readonly<Record<string, unknown>>>();

  message<S extends Schema>(bytes: Uint8Array, schema: S): MessageOf<S> {
    this.budget.spend();
    const values: Record<string, unknown> = { ...this.emptyOf(schema) };
    const lists = new Map<string, unknown[]>();
    const collectors = new Map<string, ElementCollector>();
    const fields = this.numberedOf(schema);
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      const known = fields.get(number);
      if (!known || unread.has(known.field.kind.name)) {
        reader.skip(wireType, number);
        continue;
      }
      const { name, field } = known;
      if (field.kind.name === 'elements') {
        const collector = collectors.get(name) ?? new ElementCollector();
        collectors.set(name, collector);
        readElements(reader, wireType, number, field.kind.size, collector);
        continue;
      }
      const found = this.read(reader, wireType, number, field);
      if (!field.repeated) {
        if (found.length > 0) values[name] = found.at(-1);
        continue;
      }
      const list = lists.get(name) ?? [];
      lists.set(name, list);
      for (const value of found) list.push(value);
    }
    for (const [name, list] of lists) values[name] = list;
    for (const [name, collector] of collectors) {
      const kind = schema[name]?.kind;
      if (kind?.name === 'elements') values[name] = collector.finish(kind.size);
    }
    // Every entry was read by the kind of its field, which is what MessageOf says of it.
    return values as MessageOf<S>;
  }

  /** The values of one occurrence: several of a packed list, none where it is not what the schema says. */
  private read(
    reader: BinaryReader,
    wireType: WireType,
    number: number,
    { kind, repeated }: Field,
  ): readonly unknown[] {
    const isPacked = repeated && wireType === WireType.LengthDelimited;
    switch (kind.name) {
      case 'integer':
        if (wireType === WireType.Varint) return [toNumber(reader.int64())];
        if (isPacked) return unpack(reader.bytes(), (inner) => toNumber(inner.int64()));
        break;
      case 'bool':
        if (wireType === WireType.Varint) return [reader.bool()];
        break;
      case 'enum':
        if (wireType !== WireType.Varint) break;
        return namesOf(kind.numbers, reader.int32());
      case 'float':
        if (wireType === WireType.Bit32) return [reader.float()];
        if (isPacked) return unpack(reader.bytes(), (inner) => inner.float());
        break;
      case 'string':
        if (wireType === WireType.LengthDelimited) return [new TextDecoder().decode(reader.bytes())];
        break;
      case 'message':
        if (wireType === WireType.LengthDelimited) return [this.message(reader.bytes(), kind.schema)];
        break;
      default:
        break;
    }
    reader.skip(wireType, number);
    return [];
  }

  private numberedOf(schema: Schema): ReadonlyMap<number, NumberedField> {
    const known = this.numbered.get(schema);
    if (known) return known;
    const made = new Map<number, NumberedField>();
    for (const [name, field] of Object.entries(schema))
      if (field.number !== undefined) made.set(field.number, { name, field });
    this.numbered.set(schema, made);
    return made;
  }

  private emptyOf(schema: Schema): Readonly<Record<string, unknown>> {
    const known = this.empty.get(schema) ?? emptyMessage(schema);
    this.empty.set(schema, known);
    return known;
  }
}

function readElements(
  reader: BinaryReader,
  wireType: WireType,
  number: number,
  size: 4 | 8,
  collector: ElementCollector,
): void {
  const single = size === 4 ? WireType.Bit32 : WireType.Bit64;
  if (wireType === WireType.LengthDelimited) collector.add(reader.bytes());
  else {
    const start = reader.pos;
    const skipped = reader.skip(wireType, number);
    if (wireType === single && reader.pos - start === size) collector.add(skipped);
  }
}

function unpack<T>(bytes: Uint8Array, read: (reader: BinaryReader) => T): readonly T[] {
  const reader = new BinaryReader(bytes);
  const values: T[] = [];
  while (reader.pos < reader.len) values.push(read(reader));
  return values;
}

const toNumber = (value: bigint | string | number): number => Number(value);

const namesOf = (numbers: Readonly<Record<string, number>>, wanted: number): readonly string[] =>
  Object.keys(numbers).filter((name) => numbers[name] === wanted);
