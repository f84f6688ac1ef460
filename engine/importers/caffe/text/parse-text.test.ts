import { describe, expect, test } from 'vitest';
import { parseText, type TextField } from './parse-text.ts';

/** Fields as 'name=value', messages in braces. */
const show = (fields: readonly TextField[]): string =>
  fields
    .map(({ name, value }) =>
      value.kind === 'message'
        ? `${name}{${show(value.fields)}}`
        : `${name}=${value.kind === 'string' ? JSON.stringify(value.text) : value.text}`,
    )
    .join(' ');

const parse = (text: string) => show(parseText(text));

describe('protobuf text', () => {
  test.each([
    ['fields with and without separators', 'a: 1 b: 2, c: 3; d: 4', 'a=1 b=2 c=3 d=4'],
    ['comments to the end of the line', '# first\na: 1 # "quoted" {\n#last', 'a=1'],
    ['messages in braces and angle brackets', 'a { b: 1 } c < d: 2 > e: { f: 3 }', 'a{b=1} c{d=2} e{f=3}'],
    ['messages in messages', 'a { b { c { d: 1 } } }', 'a{b{c{d=1}}}'],
    ['an empty message', 'a { }', 'a{}'],
    ['a repeated field, once per element', 'a: 1 a: 2', 'a=1 a=2'],
    ['a list', 'a: [1, 2, 3] b: []', 'a=1 a=2 a=3'],
    ['a list of messages', 'a [ { b: 1 }, < b: 2 > ]', 'a{b=1} a{b=2}'],
    ['numbers', 'a: -1 b: 0x1F c: 1.5e-3 d: .5 e: 2. f: 1f g: - 3', 'a=-1 b=0x1F c=1.5e-3 d=.5 e=2. f=1f g=-3'],
    ['words', 'a: MAX b: true c: inf d: -inf e: nan', 'a=MAX b=true c=inf d=-inf e=nan'],
    ['strings in either quotes, which follow each other as one', `a: "one" 'two' "three"`, 'a="onetwothree"'],
    ['the other quote inside of a string', `a: "it's" b: 'a "b"'`, 'a="it\'s" b="a \\"b\\""'],
    ['escapes', String.raw`a: "\n\t\"\\\x41\101"`, String.raw`a="\n\t\"\\AA"`],
    ['escaped bytes that make a character together', String.raw`a: "\303\244\u00e9\U0001F600"`, 'a="ä\u00e9\u{1F600}"'],
    ['names of extensions', '[caffe.extra]: 1 [x.com/y-z] { }', '[caffe.extra]=1 [x.com/y-z]{}'],
    ['a byte order mark', '\uFEFFa: 1', 'a=1'],
    ['nothing', ' \n # only this', ''],
  ])('%s', (_what, text, tree) => expect(parse(text)).toBe(tree));

  test.each([
    ['a missing brace', 'a {\n b: 1', 'line 2, column 6: the text ends where "}" is missing'],
    ['a brace too many', 'a: 1 }', 'line 1, column 6: a field\'s name is expected, not "}"'],
    ['the wrong closing', 'a < b: 1 }', 'line 1, column 10: a field\'s name is expected, not "}"'],
    ['a missing colon', 'a 1', 'line 1, column 3: ":" is missing after "a"'],
    ['a missing value', 'a:', 'line 1, column 3: a value is expected, not the end of the text'],
    ['a string that does not end', 'a: "b\nc: 1', 'line 1, column 4: a string has no end on its line'],
    ['a character that has no meaning', '\n  a: 1 @', 'line 2, column 8: "@" cannot be read'],
    ['a list that does not end', 'a: [1, 2', 'line 1, column 9: "]" is expected, not the end of the text'],
  ])('%s is refused with its place', (_what, text, message) => {
    expect(() => parseText(text)).toThrow(
      expect.objectContaining({ code: 'caffe.syntax', message: expect.stringContaining(message) }),
    );
  });

  test('what nests deeper than any network is refused before the stack ends', () => {
    expect(() => parseText('a{'.repeat(100_000))).toThrow(expect.objectContaining({ code: 'caffe.nested-too-deep' }));
  });

  test('more fields than any network has are refused', () => {
    expect(() => parseText('a:1 '.repeat(600_000))).toThrow(expect.objectContaining({ code: 'caffe.too-large' }));
  });

  test('time is linear in the text', () => {
    const time = (count: number) => {
      const text = 'layer { name: "a" # x\n type: "ReLU" bottom: "b" }\n'.repeat(count);
      const start = performance.now();
      parseText(text);
      return performance.now() - start;
    };
    time(20_000);
    expect(time(80_000)).toBeLessThan(20 * Math.max(time(20_000), 5));
  });
});
