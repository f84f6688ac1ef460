import type { TextField } from '../text/parse-text.ts';

/**
 * What a field of a protobuf message is, for both of its forms: its number in binary, its kind, and the value that stands where it
 * is absent. `V` is the type of its value.
 */
export interface Field<V = unknown> {
  /** Undefined for fields of Caffe's descendants that have a number each. */
  readonly number: number | undefined;
  readonly kind: FieldKind;
  readonly repeated: boolean;
  readonly absent: V;
}

export type FieldKind =
  | { readonly name: 'integer' | 'float' | 'bool' | 'string' }
  | { readonly name: 'enum'; readonly numbers: Readonly<Record<string, number>> }
  | { readonly name: 'message'; readonly schema: Schema }
  /** Weights: packed or not, never converted before they are read. */
  | { readonly name: 'elements'; readonly size: 4 | 8 }
  /** What only training or a solver reads. */
  | { readonly name: 'ignored' }
  /** What only code of the layer's own reads: kept as it is written, in the message's 'rest'. */
  | { readonly name: 'kept' }
  /** Stands for fields that are kept or not known. */
  | { readonly name: 'rest' };

export type Schema = Readonly<Record<string, Field>>;

/** The message that a schema describes. */
export type MessageOf<S extends Schema> = { readonly [K in keyof S]: S[K] extends Field<infer V> ? V : never };

/** The message in which every field is absent. */
export const emptyMessage = <S extends Schema>(schema: S): MessageOf<S> =>
  // Each entry has the type that its field declares; Object.fromEntries forgets which entry is which.
  Object.fromEntries(Object.entries(schema).map(([name, field]) => [name, field.absent])) as MessageOf<S>;

const single = <V>(kind: FieldKind, number: number | undefined, absent: V): Field<V> => ({
  number,
  kind,
  repeated: false,
  absent,
});

const many = <V>(kind: FieldKind, number: number | undefined): Field<readonly V[]> => ({
  number,
  kind,
  repeated: true,
  absent: [],
});

type Number_ = number | undefined;

export const integer = (number: Number_, absent: number): Field<number> => single({ name: 'integer' }, number, absent);
export const maybeInteger = (number: Number_): Field<number | undefined> =>
  single<number | undefined>({ name: 'integer' }, number, undefined);
export const integers = (number: Number_): Field<readonly number[]> => many({ name: 'integer' }, number);
export const float = (number: Number_, absent: number): Field<number> => single({ name: 'float' }, number, absent);
export const floats = (number: Number_): Field<readonly number[]> => many({ name: 'float' }, number);
export const bool = (number: Number_, absent: boolean): Field<boolean> => single({ name: 'bool' }, number, absent);
export const maybeBool = (number: Number_): Field<boolean | undefined> =>
  single<boolean | undefined>({ name: 'bool' }, number, undefined);
export const string = (number: Number_, absent = ''): Field<string> => single({ name: 'string' }, number, absent);
export const strings = (number: Number_): Field<readonly string[]> => many({ name: 'string' }, number);
export const ignored = (number?: number): Field<undefined> => single({ name: 'ignored' }, number, undefined);

export const kept = (number?: number): Field<undefined> => single({ name: 'kept' }, number, undefined);
export const rest = (): Field<readonly TextField[]> => single<readonly TextField[]>({ name: 'rest' }, undefined, []);

/** An enumeration, as the name of its value. */
export const oneOf = <const N extends Readonly<Record<string, number>>>(
  number: Number_,
  numbers: N,
  absent: keyof N & string,
): Field<keyof N & string> => single<keyof N & string>({ name: 'enum', numbers }, number, absent);

export const maybeOneOf = <const N extends Readonly<Record<string, number>>>(
  number: Number_,
  numbers: N,
): Field<(keyof N & string) | undefined> =>
  single<(keyof N & string) | undefined>({ name: 'enum', numbers }, number, undefined);

/** A message; absent, it is the one with all of its defaults. */
export const message = <S extends Schema>(number: Number_, schema: S): Field<MessageOf<S>> =>
  single({ name: 'message', schema }, number, emptyMessage(schema));

export const maybeMessage = <S extends Schema>(number: Number_, schema: S): Field<MessageOf<S> | undefined> =>
  single<MessageOf<S> | undefined>({ name: 'message', schema }, number, undefined);

export const messages = <S extends Schema>(number: Number_, schema: S): Field<readonly MessageOf<S>[]> =>
  many({ name: 'message', schema }, number);
