import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Contract, jobId, type Result } from '../api/contract.ts';
import { WorkbenchError } from '../errors.ts';
import { createSmallRouter, type SmallJob } from '../testing/small-router.ts';
import { createAccess, createToken } from './access.ts';
import { createDownloads, type Downloads } from './downloads.ts';
import { type RunningServer, startServer } from './server.ts';
import { createUploads, type Upload, type Uploads } from './uploads.ts';

const token = createToken();
const access = createAccess(token, []);
const cookie = access.setCookie.split(';')[0] ?? '';
const log = vi.fn();
const job = jobId.parse('job-1');

let folder = '';
let server: RunningServer;
let uploads: Uploads;
let downloads: Downloads;
let smallJob: SmallJob;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-server-'));
  for (const name of ['page', 'page/assets', 'uploads', 'downloads']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'page/index.html'), '<!doctype html><title>Lathe</title>');
  await writeFile(join(folder, 'secret.html'), 'secret');
  uploads = createUploads(join(folder, 'uploads'), 2_000_000);
  downloads = createDownloads(join(folder, 'downloads'));
  const small = createSmallRouter({ kind: 'browser', subscribe: () => () => {}, uploads, downloads });
  smallJob = small.job;
  server = await startServer({
    router: small.router,
    host: '127.0.0.1',
    port: 0,
    access,
    uploads,
    downloads,
    pageFolder: join(folder, 'page'),
    log,
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => log.mockClear());

const boundary = 'lathe-test-boundary';
const multipartType = `multipart/form-data; boundary=${boundary}`;

function multipart(name: string, content: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`),
    content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

/** The same socket under the DOM's signatures: ws types the options of addEventListener more narrowly. */
function asBrowserSocket(
  socket: WebSocket,
): Pick<globalThis.WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState'> {
  return socket as Pick<globalThis.WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState'>;
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A plain request with exactly these headers; fetch would not let a test choose Host or Origin. */
function ask(path: string, headers: OutgoingHttpHeaders = { cookie }, method = 'GET', body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

describe('the page', () => {
  test('is given for the token, which becomes a cookie and leaves the address bar', async () => {
    expect(server.address).toBe(`http://127.0.0.1:${server.port}/?token=${token}`);
    const first = await ask(`/?token=${token}`, {});
    expect(first).toMatchObject({ status: 303, headers: { location: '/', 'set-cookie': [access.setCookie] } });
    const second = await ask('/', { cookie });
    expect(second).toMatchObject({ status: 200, body: '<!doctype html><title>Lathe</title>' });
  });

  test.each([
    ['nothing at all', '/', {}],
    ['a wrong token', '/?token=wrong', {}],
    ['a wrong cookie', '/', { cookie: cookie.slice(0, -1) }],
  ])('is refused with a sentence for %s', async (_, path, headers) => {
    const answer = await ask(path, headers);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatch(/^Open the address that lathe printed/);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('is refused under a rebound name even with the token', async () => {
    expect(await ask(`/?token=${token}`, { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await ask('/', { host: 'evil.example', cookie })).toMatchObject({ status: 403 });
  });

  test('carries the security headers, refusals too', async () => {
    for (const answer of [await ask('/'), await ask('/', {})]) {
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
      expect(answer.headers['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${server.port};`);
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });

  test.each([
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '//evil.example/secret.html',
    '/nothing.js',
  ])('has nothing at %s', async (path) => {
    expect(await ask(path)).toMatchObject({ status: 404, body: 'There is nothing at this address.\n' });
  });

  test('answers HEAD without a body and refuses other methods', async () => {
    expect(await ask('/', { cookie }, 'HEAD')).toMatchObject({ status: 200, body: '' });
    expect(await ask('/', { cookie }, 'DELETE')).toMatchObject({ status: 405 });
  });
});

describe('uploads', () => {
  const post = (form: FormData, headers: Record<string, string> = { cookie }) =>
    fetch(`http://127.0.0.1:${server.port}/upload`, { method: 'POST', body: form, headers });
  const postWhole = async (form: FormData): Promise<Upload> => {
    const reply = (await (await post(form)).json()) as Result<Upload>;
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.value;
  };
  const storedFolders = () => readdir(join(folder, 'uploads'));

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
    const modelPath = uploads.findPath(upload.uploadId) ?? '';
    expect(modelPath).toBe(upload.path);
    expect(await readFile(modelPath, 'utf8')).toBe('graph');
    expect(sha256(await readFile(`${modelPath}.data`))).toBe(sha256(weights));
  });

  test('a folder of class folders keeps its shape and is named as a whole', async () => {
    const form = new FormData();
    form.append('file', new Blob(['1']), 'val/cat/1.png');
    form.append('file', new Blob(['22']), 'val/dog/1.png');
    const { path, uploadId } = await postWhole(form);
    expect(path).toBe(join(folder, 'uploads', uploadId, 'val'));
    expect(await readFile(join(path, 'dog/1.png'), 'utf8')).toBe('22');
  });

  test('a name that climbs stays inside the upload', async () => {
    const form = new FormData();
    form.append('file', new Blob(['x']), '../../../escaped.onnx');
    const { path, uploadId } = await postWhole(form);
    expect(path).toBe(join(folder, 'uploads', uploadId, 'escaped.onnx'));
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
    expect((await post(form, { authorization: `Bearer ${token}` })).status).toBe(200);
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
    const answer = await ask('/upload', headers, 'POST', body);
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
    const answer = await ask('/upload', headers, 'POST', body);
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
    const path = join(downloads.folder, 'export-1.tmp');
    await writeFile(path, content);
    const address = downloads.register(path, 'résnet int8.onnx');
    const answer = await fetch(`http://127.0.0.1:${server.port}/${address}`, { headers: { cookie } });
    expect(answer.headers.get('content-length')).toBe('300000');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="r_snet int8.onnx"; filename*=UTF-8''r%C3%A9snet%20int8.onnx`,
    );
    expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(sha256(content));
    expect(await ask(`/${address}`, {})).toMatchObject({ status: 401 });
  });

  test('say so when the file is gone or was never on offer', async () => {
    const path = join(downloads.folder, 'gone.tmp');
    await writeFile(path, 'x');
    const address = downloads.register(path, 'gone.onnx');
    await unlink(path);
    for (const each of [`/${address}`, '/download/unknown']) {
      expect(await ask(each)).toMatchObject({
        status: 404,
        body: 'This download is no longer there. Export the model again.\n',
      });
    }
  });
});

describe('the contract over WebSocket', () => {
  const open: WebSocket[] = [];
  afterEach(() => {
    for (const socket of open.splice(0)) socket.terminate();
  });

  const connectSocket = (headers: Record<string, string>, path = '/rpc') => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
    open.push(socket);
    return socket;
  };
  const connectClient = () => {
    const socket = connectSocket({ cookie, origin: `http://127.0.0.1:${server.port}` });
    const client: ContractRouterClient<Contract> = createORPCClient(
      new RPCLink({ websocket: asBrowserSocket(socket) }),
    );
    return { socket, client };
  };

  test('answers a call and checks its input', async () => {
    const { client } = connectClient();
    expect(await client.app.info()).toMatchObject({ ok: true, value: { host: 'browser' } });
    expect(await client.settings.write({ threads: 4 })).toMatchObject({
      ok: true,
      value: { threads: 4, theme: 'system' },
    });
    const invalid = client.settings.write({ threads: -1 });
    await expect(invalid).rejects.toBeInstanceOf(ORPCError);
    await expect(invalid).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test.each([
    ['without the token', 401, '/rpc', {}],
    ['from a foreign page', 403, '/rpc', { cookie, origin: 'http://evil.example' }],
    ['under a rebound name', 403, '/rpc', { cookie, host: 'evil.example' }],
    ['at another address', 404, '/socket', { cookie }],
  ])('is refused %s', async (_, status, path, headers) => {
    const socket = connectSocket(headers, path);
    const failure = await new Promise<Error>((resolve) => socket.once('error', resolve));
    expect(failure.message).toBe(`Unexpected server response: ${status}`);
  });

  test('a job outlives the connection, and a new one goes on where it stands', async () => {
    const first = connectClient();
    const events = await first.client.jobs.watch({ jobId: job });
    smallJob.report({ type: 'log', line: 'one' });
    expect(await events.next()).toMatchObject({ value: { type: 'log', line: 'one' } });
    first.socket.terminate();
    await vi.waitFor(() => expect(smallJob.watcherCount()).toBe(0));

    smallJob.report({ type: 'log', line: 'while nobody listened' });
    const second = connectClient();
    const replayed = await second.client.jobs.watch({ jobId: job });
    expect(await replayed.next()).toMatchObject({ value: { line: 'while nobody listened' } });
    smallJob.report({ type: 'cancelled' });
    expect(await replayed.next()).toMatchObject({ value: { type: 'cancelled' } });
  });

  test('a stream that the page gives up ends in the engine', async () => {
    const { client } = connectClient();
    const controller = new AbortController();
    const events = await client.jobs.watch({ jobId: job }, { signal: controller.signal });
    await vi.waitFor(() => expect(smallJob.watcherCount()).toBe(1));
    controller.abort();
    await vi.waitFor(() => expect(smallJob.watcherCount()).toBe(0));
    await events.return?.(undefined);
  });
});

describe('starting and stopping', () => {
  const startAnother = (port: number) =>
    startServer({
      router: createSmallRouter({ kind: 'browser', subscribe: () => () => {}, uploads, downloads }).router,
      host: '127.0.0.1',
      port,
      access,
      uploads,
      downloads,
      pageFolder: join(folder, 'page'),
      log,
    });

  test('a port in use is named, with what to do', async () => {
    const failure = await startAnother(server.port).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WorkbenchError);
    expect(failure).toMatchObject({
      code: 'serve.address-unavailable',
      details: { host: '127.0.0.1', port: server.port },
    });
  });

  test('closing tells the open pages and frees the port', async () => {
    const another = await startAnother(0);
    const socket = new WebSocket(`ws://127.0.0.1:${another.port}/rpc`, { headers: { cookie } });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await another.close();
    expect(await closed).toBe(1001);
    const again = await startAnother(another.port);
    await again.close();
  });
});
