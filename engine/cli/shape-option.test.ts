import { expect, test } from 'vitest';
import { UsageError } from './command.ts';
import { parseShapes } from './shape-option.ts';

test('dims by input name; names may hold what they like', () => {
  expect(parseShapes(['x=1x3x224x224', 'ids:0=16', 'a=b=2x3', 'scalar='])).toEqual({
    x: [1, 3, 224, 224],
    'ids:0': [16],
    'a=b': [2, 3],
    scalar: [],
  });
});

test.each(['x', '=1x2', 'x=1x', 'x=axb', 'x=1,2', 'x=-1'])('"%s" is refused', (text) => {
  expect(() => parseShapes([text])).toThrow(UsageError);
});
