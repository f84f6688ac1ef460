import { describe, expect, it } from 'vitest';
import { renderCsv } from './render-csv.ts';
import { labelledReport, unlabelledReport } from './testing/reports.ts';

const rows = (csv: string) => csv.split('\r\n').slice(0, -1);

describe('a CSV report', () => {
  it('has a line of names and one for each variant, with as many fields', () => {
    const [head = '', ...lines] = rows(renderCsv(labelledReport));
    expect(lines).toHaveLength(4);
    const names = head.split(',');
    const int8 = Object.fromEntries((lines.at(-1) ?? '').split(',').map((field, index) => [names[index], field]));
    expect(int8).toMatchObject({
      model: 'inception_fashion.onnx',
      variant: 'int8',
      top1: '0.946',
      file_bytes: '348160',
    });
    expect(Number(int8.speedup)).toBeCloseTo(2.41 / 0.94);
  });

  it('leaves fields empty where a variant failed, and says why', () => {
    const fp16 = rows(renderCsv(unlabelledReport)).find((line) => line.includes(',fp16,'));
    expect(fp16).toContain(',failed,,,,');
    expect(fp16).toContain('no float16 kernel');
  });

  it.each([
    ['=cmd()', `'=cmd()`],
    ['+1', `'+1`],
    ['@sum', `'@sum`],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['=a,b', `"'=a,b"`],
  ])('writes the name %j so that no spreadsheet runs or splits it', (model, field) => {
    expect(
      renderCsv({ ...labelledReport, model })
        .split('\r\n')[1]
        ?.startsWith(`${field},`),
    ).toBe(true);
  });
});
