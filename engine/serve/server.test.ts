import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { WorkbenchError } from '../errors.ts';
import { access, cookie, type SmallServer, startSmallServer } from '../testing/small-server.ts';

let server: SmallServer;
beforeAll(async () => {
  server = await startSmallServer(() => {});
});
afterAll(() => server.close());

describe('the page', () => {
  test('is given for the token, which becomes a cookie and leaves the address bar', async () => {
    expect(server.address).toBe(`http://127.0.0.1:${server.port}/?token=${access.token}`);
    const first = await server.ask(`/?token=${access.token}`, {});
    expect(first).toMatchObject({ status: 303, headers: { location: '/', 'set-cookie': [access.setCookie] } });
    const second = await server.ask('/', { cookie });
    expect(second).toMatchObject({ status: 200, body: '<!doctype html><title>Lathe</title>' });
  });

  test.each([
    ['nothing at all', '/', {}],
    ['a wrong token', '/?token=wrong', {}],
    ['a wrong cookie', '/', { cookie: cookie.slice(0, -1) }],
  ])('is refused with a sentence for %s', async (_, path, headers) => {
    const answer = await server.ask(path, headers);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatch(/^Open the address that lathe printed/);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('is refused under a rebound name even with the token', async () => {
    expect(await server.ask(`/?token=${access.token}`, { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await server.ask('/', { host: 'evil.example', cookie })).toMatchObject({ status: 403 });
  });

  test('carries the security headers, refusals too', async () => {
    for (const answer of [await server.ask('/'), await server.ask('/', {})]) {
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
    expect(await server.ask(path)).toMatchObject({ status: 404, body: 'There is nothing at this address.\n' });
  });

  test('answers HEAD without a body and refuses other methods', async () => {
    expect(await server.ask('/', { cookie }, 'HEAD')).toMatchObject({ status: 200, body: '' });
    expect(await server.ask('/', { cookie }, 'DELETE')).toMatchObject({ status: 405 });
  });
});

describe('starting and stopping', () => {
  test('a port in use is named, with what to do', async () => {
    const failure = await server.startAnother(server.port).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WorkbenchError);
    expect(failure).toMatchObject({
      code: 'serve.address-unavailable',
      details: { host: '127.0.0.1', port: server.port },
    });
  });

  test('closing tells the open pages and frees the port', async () => {
    const another = await server.startAnother(0);
    const socket = new WebSocket(`ws://127.0.0.1:${another.port}/rpc`, { headers: { cookie } });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await another.close();
    expect(await closed).toBe(1001);
    const again = await server.startAnother(another.port);
    await again.close();
  });
});
