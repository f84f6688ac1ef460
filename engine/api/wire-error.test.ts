import { expect, test, vi } from 'vitest';
import { InvariantError, WorkbenchError } from '../errors.ts';
import { toWireError } from './wire-error.ts';

test('a WorkbenchError keeps code, message and details and is not logged', () => {
  const log = vi.fn();
  const cause = new Error('ENOENT: /home/ada/secret');
  const error = new WorkbenchError('onnx.unsupported-opset', { found: 99, newest: 26 }, 'Opset 99 is too new.', {
    cause,
  });
  expect(toWireError(error, log)).toEqual({
    code: 'onnx.unsupported-opset',
    message: 'Opset 99 is too new.',
    details: { found: 99, newest: 26 },
  });
  expect(log).not.toHaveBeenCalled();
});

test.each([
  ['a system error', new Error("ENOENT: no such file or directory, open '/home/ada/model.onnx'")],
  ['an invariant', new InvariantError('node 17 has no producer')],
  ['a thrown string', '/home/ada/model.onnx'],
  ['nothing', undefined],
])('%s crosses as a general sentence and is logged whole', (_, thrown) => {
  const log = vi.fn();
  const wire = toWireError(thrown, log);
  expect(wire).toMatchObject({ code: 'internal', details: {} });
  expect(JSON.stringify(wire)).not.toMatch(/ada|node 17|at .*:\d+/);
  expect(log).toHaveBeenCalledExactlyOnceWith(thrown);
});
