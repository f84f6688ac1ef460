import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type Contract, jobId } from '../api/contract.ts';
import { cookie, type SmallServer, startSmallServer } from '../testing/small-server.ts';

const job = jobId.parse('job-1');

let server: SmallServer;
beforeAll(async () => {
  server = await startSmallServer(() => {});
});
afterAll(() => server.close());

/** The same socket under the DOM's signatures: ws types the options of addEventListener more narrowly. */
function asBrowserSocket(
  socket: WebSocket,
): Pick<globalThis.WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState'> {
  return socket as Pick<globalThis.WebSocket, 'addEventListener' | 'removeEventListener' | 'send' | 'readyState'>;
}

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
    server.job.report({ type: 'log', line: 'one' });
    expect(await events.next()).toMatchObject({ value: { type: 'log', line: 'one' } });
    first.socket.terminate();
    await vi.waitFor(() => expect(server.job.watcherCount()).toBe(0));

    server.job.report({ type: 'log', line: 'while nobody listened' });
    const second = connectClient();
    const replayed = await second.client.jobs.watch({ jobId: job });
    expect(await replayed.next()).toMatchObject({ value: { line: 'while nobody listened' } });
    server.job.report({ type: 'cancelled' });
    expect(await replayed.next()).toMatchObject({ value: { type: 'cancelled' } });
  });

  test('a stream that the page gives up ends in the engine', async () => {
    const { client } = connectClient();
    const controller = new AbortController();
    const events = await client.jobs.watch({ jobId: job }, { signal: controller.signal });
    await vi.waitFor(() => expect(server.job.watcherCount()).toBe(1));
    controller.abort();
    await vi.waitFor(() => expect(server.job.watcherCount()).toBe(0));
    await events.return?.(undefined);
  });
});
