import { expect, test } from 'vitest';
import { renderFields, renderTable } from './table.ts';

test('tables align words to the left and numbers to the right', () => {
  expect(
    renderTable(
      ['model', 'p50'],
      [
        ['a.onnx', '9.1 ms'],
        ['longer.onnx', '10.2 ms'],
      ],
    ),
  ).toBe('model            p50\n-----------  -------\na.onnx        9.1 ms\nlonger.onnx  10.2 ms');
  expect(
    renderFields([
      ['file', 'a'],
      ['operators', 'b'],
    ]),
  ).toBe('file       a\noperators  b');
});
