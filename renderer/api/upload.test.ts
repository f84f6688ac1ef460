import { expect, it } from 'vitest';
import { parseUploadReply } from './upload.ts';

it('takes id and path of a reply', () => {
  const reply = '{"ok":true,"value":{"uploadId":"u1","path":"/tmp/u1/x.onnx","files":[]}}';
  expect(parseUploadReply(200, reply)).toEqual({ ok: true, value: { uploadId: 'u1', path: '/tmp/u1/x.onnx' } });
});

it('hands on the failure that the host describes', () => {
  const error = { code: 'upload.too-large', message: 'Larger than 16 GB.', details: {} };
  expect(parseUploadReply(413, JSON.stringify({ ok: false, error }))).toEqual({ ok: false, error });
});

it.each([
  [502, '<html>Bad gateway</html>'],
  [200, ''],
  [200, '{"ok":true,"value":{}}'],
  [200, '{"ok":true,"value":{"uploadId":"u1"}}'],
  [200, 'null'],
])('makes a failure of status %i with the reply %j', (status, text) => {
  expect(parseUploadReply(status, text)).toMatchObject({ ok: false, error: { code: 'upload.failed' } });
});
