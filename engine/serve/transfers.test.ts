import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Result } from '../api/contract.ts';
import { access, cookie, type SmallServer, startSmallServer } from '../testing/small-server.ts';
import type { Upload } from './uploads.ts';

const log = vi.fn();
beforeEach(() => log.mockClear());

let server: SmallServer;
beforeAll(async () => {
  server = await startSmallServer(log);
});
afterAll(() => server.close());

const boundary = 'lathe-test-boundary';
const multipartType = `multipart/form-data; boundary=${boundary}`;

function multipart(name: string, content: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`),
    content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

describe('uploads', () => {
  const post = (form: FormData, headers: Record<string, string> = { cookie }) =>
    fetch(`http://127.0.0.1:${server.port}/upload`, { method: 'POST', body: form, headers });
  const postWhole = async (form: FormData): Promise<Upload> => {
    const reply = (await (await post(form)).json()) as Result<Upload>;
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.value;
  };
  const storedFolders = () => readdir(join(server.folder, 'uploads'));

  test('a model and its external data arrive whole, beside each other', async () => {
    const weights = randomBytes(1_500_000);
    const form = new FormData();
    form.append('file', new Blob([weights]), 'model.onnx.data');
    form.append('file', new Blob(['graph']), 'model.onnx');
    const upload = await postWhole(form);
    expect(upload.files).toMatchObject([
      { name: 'model.onnx.data', sizeBytes: 1_500_000 },
      { name: 'model.onnx', sizeBytes: 5 },
    ]);
    const modelPath = server.uploads.findPath(upload.uploadId) ?? '';
    expect(modelPath).toBe(upload.path);
    expect(await readFile(modelPath, 'utf8')).toBe('graph');
    expect(sha256(await readFile(`${modelPath}.data`))).toBe(sha256(weights));
  });

  test('a folder of class folders keeps its shape and is named as a whole', async () => {
    const form = new FormData();
    form.append('file', new Blob(['1']), 'val/cat/1.png');
    form.append('file', new Blob(['22']), 'val/dog/1.png');
    const { path, uploadId } = await postWhole(form);
    expect(path).toBe(join(server.folder, 'uploads', uploadId, 'val'));
    expect(await readFile(join(path, 'dog/1.png'), 'utf8')).toBe('22');
  });

  test('a name that climbs stays inside the upload', async () => {
    const form = new FormData();
    form.append('file', new Blob(['x']), '../../../escaped.onnx');
    const { path, uploadId } = await postWhole(form);
    expect(path).toBe(join(server.folder, 'uploads', uploadId, 'escaped.onnx'));
  });

  test.each([
    ['no token', {}, 401],
    ['a foreign origin', { cookie, origin: 'http://evil.example' }, 403],
  ])('%s is refused before anything is stored', async (_, headers, status) => {
    const before = await storedFolders();
    const form = new FormData();
    form.append('file', new Blob(['x']), 'model.onnx');
    expect((await post(form, headers)).status).toBe(status);
    expect(await storedFolders()).toEqual(before);
  });

  test('a program may use the token without a cookie', async () => {
    const form = new FormData();
    form.append('file', new Blob(['x']), 'model.onnx');
    expect((await post(form, { authorization: `Bearer ${access.token}` })).status).toBe(200);
  });

  test('more than the limit is refused by its announced length', async () => {
    const before = await storedFolders();
    const form = new FormData();
    form.append('file', new Blob([randomBytes(2_100_000)]), 'model.onnx');
    const answer = await post(form);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({
      error: { code: 'upload.too-large', details: { limitBytes: 2_000_000 } },
    });
    expect(await storedFolders()).toEqual(before);
  });

  test('more than the limit is refused on the way when no length is announced', async () => {
    const before = await storedFolders();
    const body = multipart('model.onnx', randomBytes(2_100_000));
    const headers = { cookie, 'content-type': multipartType, 'transfer-encoding': 'chunked' };
    const answer = await server.ask('/upload', headers, 'POST', body);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'upload.too-large' } });
    expect(await storedFolders()).toEqual(before);
  });

  test.each([
    ['upload.malformed', 'is no form', { cookie, 'content-type': 'application/json' }, Buffer.from('{}')],
    [
      'upload.malformed',
      'breaks off',
      { cookie, 'content-type': multipartType },
      multipart('a.onnx', Buffer.from('x')).subarray(0, -20),
    ],
    ['upload.empty', 'has no files', { cookie, 'content-type': multipartType }, Buffer.from(`--${boundary}--\r\n`)],
  ])('%s: a body that %s leaves nothing behind', async (code, _, headers, body) => {
    const before = await storedFolders();
    const answer = await server.ask('/upload', headers, 'POST', body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code } });
    expect(await storedFolders()).toEqual(before);
  });

  test('two files of one name are refused by name', async () => {
    const form = new FormData();
    form.append('file', new Blob(['1']), 'a.onnx');
    form.append('file', new Blob(['2']), 'a.onnx');
    const answer = await post(form);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'upload.name-twice', details: { name: 'a.onnx' } } });
  });

  test('more than the limit is answered at once, while the rest is still on its way', async () => {
    const before = await storedFolders();
    const body = multipart('model.onnx', randomBytes(2_100_000)).subarray(0, -1000);
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      `POST /upload HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\nContent-Type: ${multipartType}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    socket.write(Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]));
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
    expect(await storedFolders()).toEqual(before);
    socket.destroy();
  });

  test('upload.not-stored: files that cannot stand beside each other leave nothing behind', async () => {
    const before = await storedFolders();
    const form = new FormData();
    form.append('file', new Blob(['1']), 'val');
    form.append('file', new Blob(['2']), 'val/cat.png');
    const answer = await post(form);
    expect(answer.status).toBe(507);
    expect(await answer.json()).toMatchObject({ ok: false, error: { code: 'upload.not-stored', details: {} } });
    expect(await storedFolders()).toEqual(before);
  });

  test('an upload that the browser breaks off is removed', async () => {
    const before = await storedFolders();
    const head = multipart('model.onnx', Buffer.alloc(300_000)).subarray(0, 200_000);
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      `POST /upload HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\nContent-Type: ${multipartType}\r\nContent-Length: 400000\r\n\r\n`,
    );
    socket.write(head);
    await vi.waitFor(async () => expect(await storedFolders()).toHaveLength(before.length + 1));
    socket.destroy();
    await vi.waitFor(async () => expect(await storedFolders()).toEqual(before));
    expect(log).not.toHaveBeenCalled();
  });
});

describe('downloads', () => {
  test('stream the file under its name with its length', async () => {
    const content = randomBytes(300_000);
    const path = join(server.downloads.folder, 'export-1.tmp');
    await writeFile(path, content);
    const address = server.downloads.register(path, 'résnet int8.onnx');
    const answer = await fetch(`http://127.0.0.1:${server.port}/${address}`, { headers: { cookie } });
    expect(answer.headers.get('content-length')).toBe('300000');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="r_snet int8.onnx"; filename*=UTF-8''r%C3%A9snet%20int8.onnx`,
    );
    expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(sha256(content));
    expect(await server.ask(`/${address}`, {})).toMatchObject({ status: 401 });
  });

  test('say so when the file is gone or was never on offer', async () => {
    const path = join(server.downloads.folder, 'gone.tmp');
    await writeFile(path, 'x');
    const address = server.downloads.register(path, 'gone.onnx');
    await unlink(path);
    for (const each of [`/${address}`, '/download/unknown']) {
      expect(await server.ask(each)).toMatchObject({
        status: 404,
        body: 'This download is no longer there. Export the model again.\n',
      });
    }
  });
});
