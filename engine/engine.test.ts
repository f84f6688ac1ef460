import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from './accuracy/testing/scratch.ts';
import { connect } from './api/testing/connect.ts';
import { unwrap, windowHost } from './api/testing/start-engine.ts';
import { createEngine } from './engine.ts';
import { createNodeProcessHost } from './runtime/node-process-host.ts';
import { isRunning, watchProcesses } from './runtime/testing/watched-host.ts';

test('an engine describes this machine, opens what ships with it, remembers, and ends without a trace', async () => {
  const processHost = watchProcesses(createNodeProcessHost());
  const userDataDir = join(await scratchFolder(), 'user');
  const engine = createEngine({ userDataDir, processHost, host: windowHost({ startModel: '/models/a.onnx' }) });
  const { client } = connect(engine.router);
  const info = unwrap(await client.app.info());
  expect(info).toMatchObject({ onnxruntimeVersion: '1.29.0', host: 'window', startModel: '/models/a.onnx' });
  expect(info.providers.find(({ name }) => name === 'cpu')).toMatchObject({ available: true });
  expect(unwrap(await client.samples.list()).map(({ id }) => id)).toContain('inception-fashion');
  unwrap(await client.settings.write({ theme: 'dark' }));
  expect(await readdir(userDataDir)).toEqual(['settings.json']);
  await engine.dispose();
  expect(processHost.processes.filter(({ pid }) => isRunning(pid))).toEqual([]);
});
