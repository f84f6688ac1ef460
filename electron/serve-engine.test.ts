import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AppEvent, Contract } from '../engine/api/contract.ts';
import type { ProcessExit, ProcessHost } from '../engine/runtime/process-host.ts';
import { createSmallRouter } from '../engine/testing/small-router.ts';
import type { EngineOrder } from './engine-messages.ts';
import { serveEngine } from './serve-engine.ts';
import { FakeMessageChannel, FakeParentPort } from './testing/fake-electron.ts';

const open: FakeMessageChannel[] = [];
afterEach(() => {
  for (const channel of open.splice(0)) channel.port1.close();
  vi.restoreAllMocks();
});

function newChannel() {
  const channel = new FakeMessageChannel();
  open.push(channel);
  return channel;
}

function startEngine(startModel?: string) {
  const requests: unknown[] = [];
  const parentPort = new FakeParentPort((message) => requests.push(message));
  const dispose = vi.fn(async () => {});
  let processHost: ProcessHost | undefined;
  serveEngine(parentPort, { userDataDir: '/data', samplesFolder: '/samples', startModel }, (options) => {
    processHost = options.processHost;
    return { router: createSmallRouter(options.host).router, dispose };
  });
  const tell = (order: EngineOrder, ports: FakeMessageChannel['port1'][] = []) => parentPort.deliver(order, ports);
  const connect = (): ContractRouterClient<Contract> => {
    const { port1, port2 } = newChannel();
    tell({ type: 'connect' }, [port1]);
    port2.start();
    return createORPCClient(new RPCLink({ port: port2 }));
  };
  return { requests, tell, connect, dispose, processHost: () => processHost };
}

describe('a page with a port', () => {
  test('calls the contract', async () => {
    const client = startEngine('/data/m.onnx').connect();
    expect(await client.app.info()).toMatchObject({ ok: true, value: { host: 'window', startModel: '/data/m.onnx' } });
  });

  test('gets events from before it listened, and those after', async () => {
    const engine = startEngine();
    engine.tell({ type: 'event', event: { type: 'open-file', path: '/data/a.onnx' } });
    engine.tell({ type: 'event', event: { type: 'menu', command: 'compare' } });
    const events = await engine.connect().app.events();
    const received: AppEvent[] = [];
    for await (const event of events) {
      received.push(event);
      if (received.length === 2) engine.tell({ type: 'event', event: { type: 'menu', command: 'export' } });
      if (received.length === 3) break;
    }
    expect(received).toEqual([
      { type: 'open-file', path: '/data/a.onnx' },
      { type: 'menu', command: 'compare' },
      { type: 'menu', command: 'export' },
    ]);
  });

  test('gets native dialogs through the main process, each answer to its own question', async () => {
    const engine = startEngine();
    const client = engine.connect();
    const files = client.host.chooseFiles({ purpose: 'model' });
    await vi.waitFor(() => expect(engine.requests).toHaveLength(1));
    const path = client.host.chooseSavePath({ suggestedName: 'm-int8.onnx' });
    await vi.waitFor(() =>
      expect(engine.requests).toEqual([
        { type: 'choose-files', requestId: 1, purpose: 'model' },
        { type: 'choose-save-path', requestId: 2, suggestedName: 'm-int8.onnx' },
      ]),
    );
    engine.tell({ type: 'reply', requestId: 2, paths: [] });
    engine.tell({ type: 'reply', requestId: 1, paths: ['/data/a.onnx'] });
    expect(await files).toEqual({ ok: true, value: ['/data/a.onnx'] });
    expect(await path).toEqual({ ok: true, value: '' });
  });

  test('hears of a request that the main process could not carry out', async () => {
    const engine = startEngine();
    const shown = engine.connect().host.showInFolder({ path: '/data/gone.onnx' });
    await vi.waitFor(() => expect(engine.requests).toHaveLength(1));
    engine.tell({ type: 'request-failed', requestId: 1, message: 'ENOENT' });
    await expect(shown).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  });
});

describe('a runner', () => {
  const spawn = () => {
    const engine = startEngine();
    const runner = engine.processHost()?.spawnRunner();
    if (runner === undefined) throw new Error('no process host');
    return { engine, runner };
  };

  test('is made by the main process and spoken with over its own port', async () => {
    const { engine, runner } = spawn();
    expect(engine.requests).toEqual([{ type: 'spawn-runner', runnerId: 1 }]);
    const answers: unknown[] = [];
    runner.onMessage((message) => answers.push(message));
    runner.post({ early: new Float32Array([1, 2]) });

    const { port1, port2 } = newChannel();
    const received: unknown[] = [];
    port1.on('message', ({ data }) => {
      received.push(data);
      port1.postMessage('answer');
    });
    port1.start();
    engine.tell({ type: 'runner-started', runnerId: 1, pid: 77 }, [port2]);
    await vi.waitFor(() => expect(answers).toEqual(['answer']));
    expect(received).toEqual([{ early: new Float32Array([1, 2]) }]);
    expect(runner.pid).toBe(77);
    runner.post('late');
    await vi.waitFor(() => expect(received).toHaveLength(2));
  });

  test('is killed by the main process, which tells how it ended, once', async () => {
    const { engine, runner } = spawn();
    const exits: ProcessExit[] = [];
    runner.onExit((exit) => exits.push(exit));
    runner.kill();
    expect(engine.requests).toContainEqual({ type: 'kill-runner', runnerId: 1 });
    engine.tell({ type: 'runner-exited', runnerId: 1, code: 1, stderrTail: 'no such module' });
    engine.tell({ type: 'runner-exited', runnerId: 1, code: 1, stderrTail: 'again' });
    await vi.waitFor(() => expect(exits).toEqual([{ code: 1, signal: undefined, stderrTail: 'no such module' }]));
  });

  test.skipIf(process.platform === 'win32')('that a signal ended is told so by the signal', async () => {
    const { engine, runner } = spawn();
    const exits: ProcessExit[] = [];
    runner.onExit((exit) => exits.push(exit));
    // As Electron reports SIGSEGV.
    engine.tell({ type: 'runner-exited', runnerId: 1, code: 11, stderrTail: '' });
    await vi.waitFor(() => expect(exits).toEqual([{ code: undefined, signal: 'SIGSEGV', stderrTail: '' }]));
  });
});

test('disposes of the engine before it ends', async () => {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const engine = startEngine();
  engine.tell({ type: 'dispose' });
  await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith(0));
  expect(engine.dispose).toHaveBeenCalledOnce();
});
