import { nastyFloats, nastyIntegers, nastyTexts } from './nasty-values.ts';
import type { Random } from './random.ts';
import { parseWire, printWire, type WireField, type WireValue } from './wire-tree.ts';

/** A field with the list that it is in. */
interface Place {
  readonly list: WireField[];
  readonly index: number;
  readonly field: WireField;
}

const utf8 = new TextEncoder();

/**
 * A protobuf file changed in a few places that keep it a protobuf file: fields dropped, repeated, exchanged, taken from elsewhere or
 * from `donor`, numbers and names made nasty or alike. Undefined where the file is no protobuf.
 */
export function mutateWire(bytes: Uint8Array, donor: Uint8Array, random: Random): Uint8Array | undefined {
  const root = parseWire(bytes);
  if (!root || root.length === 0) return undefined;
  const count = 1 + random.below(4);
  for (let round = 0; round < count; round++) mutateOnce(root, donor, random);
  if (random.chance(0.95)) return printWire(root);
  const lie = random.pick([-1, 1, 7, 127, 2 ** 31, 2 ** 40]);
  const odds = 1 / (1 + placesOf(root).length);
  return printWire(root, (length) => (random.chance(odds) ? length + lie : length));
}

function placesOf(root: WireField[]): readonly Place[] {
  const places: Place[] = [];
  const visit = (list: WireField[]) =>
    list.forEach((field, index) => {
      places.push({ list, index, field });
      if (field.value.kind === 'message') visit(field.value.fields);
    });
  visit(root);
  return places;
}

function mutateOnce(root: WireField[], donor: Uint8Array, random: Random): void {
  const places = placesOf(root);
  if (places.length === 0) return;
  const { list, index, field } = random.pick(places);
  const kind = field.value.kind;
  const takeFrom = (others: readonly Place[]) => {
    const alike = others.filter((other) => other.field.value.kind === kind);
    const same = alike.filter((other) => other.field.number === field.number);
    const candidates = same.length > 0 && random.chance(0.7) ? same : alike;
    // A number of another message mostly means another type there, which says no more than that the file is damaged.
    if (candidates.length > 0) field.value = structuredClone(random.pick(candidates).field.value);
  };
  const changes: readonly (() => void)[] = [
    () => list.splice(index, 1),
    () => list.splice(index, 0, structuredClone(field)),
    () => list.splice(index, 0, ...Array.from({ length: random.pick([3, 30, 300]) }, () => structuredClone(field))),
    () => {
      const other = random.below(list.length);
      [list[index], list[other]] = [list[other] ?? field, field];
    },
    () => {
      field.number = random.chance(0.1) ? 1 + random.below(32) : random.pick(list).number;
    },
    () => takeFrom(places),
    () => takeFrom(places),
    () => takeFrom(placesOf(parseWire(donor) ?? [])),
    () => graft(places, field, random),
    () => nest(field, random),
    // Names that are alike make cycles, second definitions and wrong wiring: the likeliest defects of real exporters.
    ...Array<() => void>(4).fill(() => alike(places, random)),
    ...Array<() => void>(8).fill(() => {
      field.value = nastyValue(field.value, random);
    }),
  ];
  random.pick(changes)();
}

/** Puts some other field into a message. */
function graft(places: readonly Place[], field: WireField, random: Random): void {
  if (field.value.kind !== 'message') return;
  field.value.fields.splice(random.below(field.value.fields.length + 1), 0, structuredClone(random.pick(places).field));
}

/** Puts a message into itself, a few times or very many. */
function nest(field: WireField, random: Random): void {
  if (field.value.kind !== 'message' || field.value.fields.length === 0 || field.value.fields.length > 64) return;
  const depth = random.pick([1, 2, 8, 40, 200]);
  const link = random.pick(field.value.fields).number;
  let inner = structuredClone(field);
  for (let level = 0; level < depth; level++) {
    const fields = level % 2 === 0 ? [{ ...inner, number: link }] : [{ ...inner, number: field.number }];
    inner = { number: field.number, value: { kind: 'message', fields } };
  }
  field.value = inner.value;
}

function alike(places: readonly Place[], random: Random): void {
  const names = places.filter(({ field }) => field.value.kind === 'bytes' && field.value.bytes.byteLength < 64);
  if (names.length < 2) return;
  random.pick(names).field.value = structuredClone(random.pick(names).field.value);
}

function nastyValue(value: WireValue, random: Random): WireValue {
  switch (value.kind) {
    case 'varint':
      if (random.chance(0.3)) return { kind: 'varint', bits: value.bits + BigInt(random.pick([-1, 1])) };
      return { kind: 'varint', bits: random.pick(nastyIntegers) };
    case 'fixed': {
      const bytes = new Uint8Array(value.bytes.byteLength);
      const view = new DataView(bytes.buffer);
      if (bytes.byteLength === 8) view.setFloat64(0, random.pick(nastyFloats), true);
      else view.setFloat32(0, random.pick(nastyFloats), true);
      return { kind: 'fixed', bytes };
    }
    case 'bytes':
      return { kind: 'bytes', bytes: nastyBytes(value.bytes, random) };
    case 'message':
      return random.chance(0.8)
        ? { kind: 'message', fields: [] }
        : { kind: 'bytes', bytes: nastyBytes(printWire(value.fields), random) };
  }
}

function nastyBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const changes: readonly (() => Uint8Array)[] = [
    () => utf8.encode(random.pick(nastyTexts)),
    () => utf8.encode(random.pick(nastyTexts)),
    () => bytes.subarray(0, random.below(bytes.byteLength + 1)),
    () => Uint8Array.from([...bytes.subarray(0, 4096), ...bytes.subarray(0, 1 + random.below(16))]),
    () => bytes.map((byte) => (random.chance(0.05) ? random.below(256) : byte)),
    () => {
      // Lists of integers, packed or raw: one element becomes nasty.
      const copy = new Uint8Array(bytes);
      if (copy.byteLength >= 8) {
        const at = 8 * random.below(Math.floor(copy.byteLength / 8));
        new DataView(copy.buffer).setBigInt64(at, random.pick(nastyIntegers), true);
      }
      return copy;
    },
    () => Uint8Array.from({ length: 1 + random.below(10) }, () => (random.chance(0.5) ? 0xff : random.below(128))),
  ];
  return random.pick(changes)();
}
