import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveRunnerEntry } from './runner-entry.ts';
import { mnist, onCpu } from './testing/models.ts';

function start(...execArgv: string[]): ChildProcess {
  const entry = resolveRunnerEntry();
  return fork(entry.path, [], {
    execArgv: [...entry.execArgv, ...execArgv],
    serialization: 'advanced',
    stdio: 'ignore',
  });
}

async function ask(child: ChildProcess, call: object): Promise<unknown> {
  const answer = once(child, 'message');
  child.send({ id: 1, call });
  const [message]: unknown[] = await answer;
  return message;
}

it('ends when the engine is gone, with the files it was given', async () => {
  const child = start();
  const scratchPath = mkdtempSync(join(tmpdir(), 'lathe-test-'));
  const path = mnist.kind === 'file' ? mnist.path : '';
  expect(await ask(child, { kind: 'load', path, options: onCpu, scratchPath })).toMatchObject({ id: 1, ok: true });
  const exited = once(child, 'exit');
  child.disconnect();
  expect(await exited).toEqual([0, null]);
  expect(existsSync(scratchPath)).toBe(false);
});

it('leaves Ctrl-C to the engine', async () => {
  const child = start();
  await ask(child, { kind: 'describe' });
  child.kill('SIGINT');
  expect(await ask(child, { kind: 'memory' })).toMatchObject({ ok: true });
  child.kill('SIGKILL');
  await once(child, 'exit');
});

it('talks over the port that Electron hands it first, and ends when that closes', async () => {
  // What Electron gives a utility process, on top of the channel of fork: the first message brings a port.
  const electron = `
    let closed;
    const port = {
      on: (event, listener) => {
        if (event === 'close') closed = listener;
        else process.on('message', (data) => (data === 'close' ? closed() : listener({ data })));
      },
      postMessage: (message) => process.send({ viaPort: message }),
      start: () => {},
    };
    process.parentPort = { once: (_event, listener) => listener({ ports: [port] }) };`;
  const child = start('--import', `data:text/javascript,${encodeURIComponent(electron)}`);
  expect(await ask(child, { kind: 'describe' })).toMatchObject({
    viaPort: { id: 1, ok: true, value: { version: '1.29.0' } },
  });
  const exited = once(child, 'exit');
  child.send('close');
  expect(await exited).toEqual([0, null]);
});

it("leaves no trace of ONNX Runtime's telemetry: no identifier, no cache, no log", async () => {
  const home = mkdtempSync(join(tmpdir(), 'lathe-test-'));
  // In continuous integration ONNX Runtime sends nothing anyway, so this must not look like it.
  const { CI: _ci, GITHUB_ACTIONS: _actions, ...rest } = process.env;
  const env = { ...rest, HOME: home, TMPDIR: home, TEMP: home, XDG_CACHE_HOME: home, LOCALAPPDATA: home };
  const child = fork(resolveRunnerEntry().path, [], { env, serialization: 'advanced', stdio: 'ignore' });
  const path = mnist.kind === 'file' ? mnist.path : '';
  expect(await ask(child, { kind: 'load', path, options: onCpu, scratchPath: join(home, 'absent') })).toMatchObject({
    ok: true,
  });
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
  const left = readdirSync(home);
  rmSync(home, { recursive: true });
  expect(left).toEqual([]);
});
