import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HostServices } from '../api/host-services.ts';
import { createSmallRouter } from '../testing/small-router.ts';
import { type ServeOptions, serve } from './serve.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-serve-test-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Lathe</title>');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const options: ServeOptions = { port: 0, host: '127.0.0.1', open: false };

/** Serves until `stop` is called; `address` is what was printed. */
async function start(overrides: Partial<ServeOptions> = {}) {
  const controller = new AbortController();
  const printed: string[] = [];
  const notes: string[] = [];
  const dispose = vi.fn(async () => {});
  const hosts: HostServices[] = [];
  let markPrinted = () => {};
  const isPrinted = new Promise<void>((resolve) => {
    markPrinted = resolve;
  });
  const done = serve(
    { ...options, ...overrides },
    {
      print: (text) => {
        printed.push(text);
        markPrinted();
      },
      note: (text) => void notes.push(text),
      signal: controller.signal,
    },
    {
      pageFolder: folder,
      createEngine: async ({ host }) => {
        hosts.push(host);
        return { router: createSmallRouter(host).router, dispose };
      },
    },
  );
  await Promise.race([isPrinted, done]);
  const [host] = hosts;
  if (host?.kind !== 'browser') throw new Error('the engine was not told that its host is a browser');
  return {
    printed,
    notes,
    host,
    dispose,
    address: /http:\S+/.exec(printed[0] ?? '')?.[0] ?? '',
    stop: () => {
      controller.abort();
      return done;
    },
  };
}

describe('serve', () => {
  test('prints one line with the address, which opens the page', async () => {
    const server = await start();
    expect(server.printed).toEqual([
      expect.stringMatching(/^Lathe is ready at http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/),
    ]);
    const redirect = await fetch(server.address, { redirect: 'manual' });
    const cookie = redirect.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await fetch(new URL('/', server.address), { headers: { cookie } });
    expect(await page.text()).toBe('<!doctype html><title>Lathe</title>');
    await server.stop();
    expect(server.notes).toEqual([]);
  });

  test('ends quietly when told to: engine disposed of, nothing listening, no temporary file left', async () => {
    const server = await start();
    const { uploads, downloads } = server.host;
    const form = new FormData();
    form.append('file', new Blob(['x']), 'm.onnx');
    const token = new URL(server.address).searchParams.get('token');
    const reply = await fetch(new URL('/upload', server.address), {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${token}` },
    });
    const { value } = (await reply.json()) as { value: { uploadId: string } };
    const path = uploads.findPath(value.uploadId) ?? '';
    expect(await readFile(path, 'utf8')).toBe('x');
    await server.stop();
    expect(server.dispose).toHaveBeenCalledOnce();
    expect(existsSync(path)).toBe(false);
    expect(existsSync(dirname(downloads.folder))).toBe(false);
    await expect(fetch(server.address)).rejects.toThrow();
  });

  test('takes a token and a model of the caller’s', async () => {
    const server = await start({ token: 'a-token-of-my-own', model: '/data/m.onnx' });
    expect(new URL(server.address).searchParams.get('token')).toBe('a-token-of-my-own');
    expect(server.host.startModel).toBe('/data/m.onnx');
    await server.stop();
  });

  test('warns in one sentence before it listens beyond this machine', async () => {
    const server = await start({ host: '0.0.0.0' });
    expect(server.notes).toEqual([
      expect.stringMatching(/^Anyone on the network .* ssh -L \d+:localhost:\d+ THIS-MACHINE$/),
    ]);
    await server.stop();
  });

  test.each([
    ['serve.weak-token', 'too short', { token: 'short' }],
    ['serve.weak-token', 'not safe in an address', { token: 'sixteen chars & more' }],
  ])('%s: refuses a token that is %s', async (code, _, overrides) => {
    await expect(start(overrides)).rejects.toMatchObject({ code });
  });

  test('serve.page-missing: says how to build the page', async () => {
    await rm(join(folder, 'index.html'));
    await expect(start()).rejects.toMatchObject({
      code: 'serve.page-missing',
      message: expect.stringContaining('npm run build'),
    });
  });

  test('serve.address-unavailable: leaves nothing behind', async () => {
    const first = await start();
    const port = Number(new URL(first.address).port);
    await expect(start({ port })).rejects.toMatchObject({ code: 'serve.address-unavailable' });
    await first.stop();
  });

  test.runIf(process.platform === 'linux')('opens the browser where there is a display', async () => {
    const opened = join(folder, 'opened.txt');
    await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" > "${opened}"\n`);
    await chmod(join(folder, 'xdg-open'), 0o755);
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
    vi.stubEnv('WAYLAND_DISPLAY', '');
    vi.stubEnv('DISPLAY', '');
    const silent = await start({ open: true });
    await silent.stop();
    expect(existsSync(opened)).toBe(false);

    vi.stubEnv('DISPLAY', ':0');
    const server = await start({ open: true });
    await vi.waitFor(async () => expect(await readFile(opened, 'utf8')).toBe(`${server.address}\n`));
    await server.stop();
  });
});
