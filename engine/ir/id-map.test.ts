import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdMap } from './id-map.ts';

test('behaves like a Map under any sequence of sets and deletes', () => {
  const change = fc.tuple(fc.integer({ min: 0, max: 70_000 }), fc.option(fc.integer(), { nil: undefined }));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), fc.array(change, { maxLength: 50 }), (first, second) => {
      const model = new Map<number, number>();
      const apply = ([id, value]: readonly [number, number | undefined]) =>
        value === undefined ? model.delete(id) : model.set(id, value);
      first.forEach(apply);
      const before = IdMap.empty<number>().withAll(first);
      const beforeEntries = [...before];
      second.forEach(apply);
      const after = second.reduce(
        (map, [id, value]) => (value === undefined ? map.delete(id) : map.set(id, value)),
        before,
      );
      expect([...after]).toEqual([...model].sort(([a], [b]) => a - b));
      expect(after.size).toBe(model.size);
      expect([...before]).toEqual(beforeEntries);
    }),
  );
});

test('a lookup beyond the largest id finds nothing', () => {
  expect(IdMap.from([[3, 'a']]).get(3 + 32)).toBeUndefined();
  expect(IdMap.from([[3, 'a']]).get(2 ** 31)).toBeUndefined();
});

test('a map made of an array has the values at their places, and changes like any other', () => {
  const values = fc.array(fc.option(fc.integer(), { nil: undefined }), { maxLength: 3000 });
  fc.assert(
    fc.property(values, fc.nat(4000), (array, id) => {
      const made = IdMap.fromArray(array);
      const set = IdMap.empty<number>().withAll(array.entries());
      expect([...made]).toEqual([...set]);
      expect(made.size).toBe(set.size);
      expect([...made.set(id, 7)]).toEqual([...set.set(id, 7)]);
      expect([...made]).toEqual([...set]);
    }),
  );
});
