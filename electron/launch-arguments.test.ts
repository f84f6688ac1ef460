import { expect, test } from 'vitest';
import { findModelArgument } from './launch-arguments.ts';

const packaged = { isPackaged: true, workingDirectory: '/home/ada' };
const fromSources = { isPackaged: false, workingDirectory: '/home/ada' };

test.each([
  ['none', ['/opt/Lathe/lathe'], packaged, undefined],
  ['a relative path', ['/opt/Lathe/lathe', 'models/resnet.onnx'], packaged, '/home/ada/models/resnet.onnx'],
  ['an absolute path', ['/opt/Lathe/lathe', '/data/resnet.onnx'], packaged, '/data/resnet.onnx'],
  ['a path behind switches', ['/opt/Lathe/lathe', '--no-sandbox', '--lang=de', 'm.onnx'], packaged, '/home/ada/m.onnx'],
  [
    'the address a Linux desktop passes',
    ['/opt/Lathe/lathe', 'file:///data/my%20model.onnx'],
    packaged,
    '/data/my model.onnx',
  ],
  ['an address of another machine', ['/opt/Lathe/lathe', 'file://server/model.onnx'], packaged, undefined],
  ['only the application folder', ['/dist/electron', '.'], fromSources, undefined],
  [
    'a model after the application folder',
    ['/dist/electron', '--inspect=0', '.', 'm.onnx'],
    fromSources,
    '/home/ada/m.onnx',
  ],
])('%s', (_, argv, options, expected) => {
  expect(findModelArgument(argv, options)).toBe(expected);
});
