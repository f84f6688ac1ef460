import { describe, expect, test } from 'vitest';
import { parseArguments, requireOne, UsageError } from './command.ts';

const options = {
  output: { type: 'string', short: 'o' },
  shape: { type: 'string', multiple: true },
  runs: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const parse = (...args: string[]) => parseArguments(args, options);

test('options are read by name, wherever they stand', () => {
  const parsed = parse('a.onnx', '-o', 'b.onnx', '--shape', 'x=1', '--json', '--shape=y=2', '--runs', '7');
  expect(parsed.positionals).toEqual(['a.onnx']);
  expect(parsed.text('output')).toBe('b.onnx');
  expect(parsed.texts('shape')).toEqual(['x=1', 'y=2']);
  expect(parsed.flag('json')).toBe(true);
  expect(parsed.count('runs', { min: 1 })).toBe(7);
});

test('a negative number is a value', () => {
  expect(parse('--runs', '-1', 'a.onnx').count('runs', { min: -1 })).toBe(-1);
  expect(parse('--runs=-1').count('runs', { min: -1 })).toBe(-1);
});

test('what is absent is undefined, empty or false', () => {
  const parsed = parse();
  expect(parsed.text('output')).toBeUndefined();
  expect(parsed.texts('shape')).toEqual([]);
  expect(parsed.flag('json')).toBe(false);
  expect(parsed.count('runs', { min: 1 })).toBeUndefined();
});

describe('wrong usage is one line without a full stop', () => {
  const said = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      if (error instanceof UsageError) return error.message;
      throw error;
    }
    throw new Error('Nothing was refused');
  };

  test.each<[string, () => unknown, string]>([
    ['an unknown option', () => parse('--foo'), "Unknown option '--foo'"],
    ['a value that is missing', () => parse('-o'), "'-o, --output <value>' argument missing"],
    ['a value that looks like an option', () => parse('--runs', '--json'), "use '--runs=-XYZ'"],
    ['a value for a flag', () => parse('--json=yes'), "'--json' does not take an argument"],
    ['an empty value', () => parse('--output=').text('output'), '--output is empty'],
    ['a number in words', () => parse('--runs', 'many').count('runs', { min: 1 }), 'at least 1, not "many"'],
    ['a fraction', () => parse('--runs', '1.5').count('runs', { min: 1 }), 'not "1.5"'],
    ['a hexadecimal number', () => parse('--runs', '0x10').count('runs', { min: 1 }), 'not "0x10"'],
    ['a number that is too small', () => parse('--runs', '0').count('runs', { min: 1 }), 'at least 1'],
    ['a number that is too large', () => parse('--runs=9').count('runs', { min: -2, max: 2 }), 'from -2 to 2'],
    ['a choice that there is not', () => parse('--runs', 'c').choice('runs', ['a', 'b'], 'a'), 'one of a, b, not "c"'],
    ['no model', () => requireOne(parse(), 'MODEL'), 'MODEL is missing'],
    ['two models', () => requireOne(parse('a', 'b'), 'MODEL'), '"b" is too many'],
  ])('%s', (_, work, words) => {
    const message = said(work);
    expect(message).toContain(words);
    expect(message).not.toMatch(/\n|\.$/);
  });
});
