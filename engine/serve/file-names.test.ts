import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attachmentHeader, toSafeFileName, toSafeRelativePath } from './file-names.ts';

describe('toSafeRelativePath', () => {
  test.each([
    ['model.onnx', 'model.onnx'],
    ['model.onnx.data', 'model.onnx.data'],
    ['val/n01440764 (tench)/1.JPEG', 'val/n01440764 (tench)/1.JPEG'],
    ['モデル é.onnx', 'モデル é.onnx'],
    ['../../etc/passwd', 'etc/passwd'],
    ['/etc/passwd', 'etc/passwd'],
    ['C:\\Users\\ada\\model.onnx', 'C_/Users/ada/model.onnx'],
    ['a/./b//c', 'a/b/c'],
    ['..', 'file'],
    ['', 'file'],
    ['nul.txt', '_nul.txt'],
    ['trailing. . ', 'trailing'],
    ['line\nbreak\u202etxt.onnx', 'line_break_txt.onnx'],
  ])('%j becomes %j', (name, expected) => {
    expect(toSafeRelativePath(name)).toBe(expected);
  });

  test('never leaves its folder, on any platform', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '', 'con', 'C:', ' ', '...', '\\', '/'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(part), fc.constantFrom('/', '\\'), (parts, separator) => {
        const safe = toSafeRelativePath(parts.join(separator));
        expect(posix.join('/root', safe)).toBe(`/root/${safe}`);
        expect(win32.join('C:\\root', safe)).toBe(`C:\\root\\${safe.replaceAll('/', '\\')}`);
        expect(safe.split('/').length).toBeLessThanOrEqual(16);
      }),
    );
  });
});

test.each([
  ['ASCII', 'x'.repeat(500), 'x'.repeat(195)],
  ['characters of four bytes', '😀'.repeat(100), '😀'.repeat(48)],
])('a long name of %s is cut to what a file system takes and keeps its extension', (_, stem, kept) => {
  expect(toSafeFileName(`${stem}.onnx`)).toBe(`${kept}.onnx`);
});

describe('attachmentHeader', () => {
  test('an ordinary name stands in both forms', () => {
    expect(attachmentHeader('resnet50-int8.onnx')).toBe(
      `attachment; filename="resnet50-int8.onnx"; filename*=UTF-8''resnet50-int8.onnx`,
    );
  });

  test('quotes, line breaks and other scripts cannot break out of the header', () => {
    expect(attachmentHeader('a"\r\nSet-Cookie: x=1;é(1).onnx')).toBe(
      `attachment; filename="a___Set-Cookie_ x=1;__1_.onnx"; filename*=UTF-8''a___Set-Cookie_%20x%3D1%3B%C3%A9%281%29.onnx`,
    );
  });
});
