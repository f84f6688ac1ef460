import { describe, expect, test } from 'vitest';
import {
  bool,
  float,
  floats,
  ignored,
  integer,
  integers,
  message,
  messages,
  oneOf,
  string,
  strings,
} from '../schema/field.ts';
import { decodeText } from './decode-text.ts';

const schema = {
  name: string(1),
  tops: strings(2),
  count: integer(3, 7),
  dims: integers(4),
  factor: float(5, 0.5),
  coeff: floats(6),
  flag: bool(7, true),
  pool: oneOf(8, { MAX: 0, AVE: 1 }, 'MAX'),
  inner: message(9, { size: integer(1, 1) }),
  layer: messages(10, { name: string(1) }),
  filler: ignored(11),
};

const decode = (text: string) => decodeText(text, schema);

test('absent fields have their defaults, in nested messages too', () => {
  expect(decode('').message).toEqual({
    name: '',
    tops: [],
    count: 7,
    dims: [],
    factor: 0.5,
    coeff: [],
    flag: true,
    pool: 'MAX',
    inner: { size: 1 },
    layer: [],
    filler: undefined,
  });
});

test('each kind of value', () => {
  const text = `name: "n" tops: "a" tops: "b" count: -0x10 dims: [1, 2] dims: 010 factor: 1e-3 coeff: [-1, .5f, inf]
    flag: false pool: AVE inner { size: 3 } layer { name: "x" } layer { name: "y" } filler { type: "xavier" odd { } }`;
  expect(decode(text)).toEqual({
    message: {
      name: 'n',
      tops: ['a', 'b'],
      count: -16,
      dims: [1, 2, 8],
      factor: 0.001,
      coeff: [-1, 0.5, Number.POSITIVE_INFINITY],
      flag: false,
      pool: 'AVE',
      inner: { size: 3 },
      layer: [{ name: 'x' }, { name: 'y' }],
      filler: undefined,
    },
    diagnostics: [],
  });
});

test('an enumeration may be written as its number', () => expect(decode('pool: 1').message.pool).toBe('AVE'));

test.each([
  ['count: 1.5', '"count" at line 1, column 8 must be a whole number'],
  ['count: 99999999999999999999', '"count" at line 1, column 8 must be a whole number'],
  ['factor: "x"', '"factor" at line 1, column 9 must be a number'],
  ['factor: often', '"factor" at line 1, column 9 must be a number'],
  ['flag: maybe', '"flag" at line 1, column 7 must be true or false'],
  ['name: word', '"name" at line 1, column 7 must be a text in quotes'],
  ['pool: MIN', '"pool" at line 1, column 7 must be one of MAX, AVE'],
  ['inner: 3', '"inner" at line 1, column 8 must be a message in braces'],
  ['\n\nlayer {\n  name: 5 }', '"name" at line 4, column 9 must be a text in quotes'],
])('%s is refused with its place', (text, wanted) => {
  expect(() => decode(text)).toThrow(
    expect.objectContaining({ code: 'caffe.invalid-value', message: expect.stringContaining(wanted) }),
  );
});

describe('fields that are not known', () => {
  test('are left out and reported with their place', () => {
    const { message: found, diagnostics } = decode('count: 1\ninner {\n  size: 2 odd: 3\n}\n  strange { a: 1 }');
    expect(found).toMatchObject({ count: 1, inner: { size: 2 } });
    expect(diagnostics.map(({ place }) => place)).toEqual(['line 3, column 11', 'line 5, column 3']);
    expect(diagnostics[0]).toMatchObject({ severity: 'warning', code: 'caffe.unknown-field' });
  });

  test('are counted where they are many', () => {
    const { diagnostics } = decode('odd: 1\n'.repeat(1000));
    expect(diagnostics).toHaveLength(51);
    expect(diagnostics.at(-1)?.message).toBe('950 more fields are not known and were left out.');
  });

  test('of names that every object has are unknown too', () => {
    expect(decode('constructor: 1 __proto__: 2 toString: 3').diagnostics).toHaveLength(3);
  });
});
