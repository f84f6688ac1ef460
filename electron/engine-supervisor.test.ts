import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { setUpApplication } from './testing/application.ts';
import { preventable } from './testing/fake-electron.ts';

const {
  launch,
  userData,
  electron,
  theWindow,
  theEngine,
  engineProcesses,
  runnerProcesses,
  sayFromPage,
  serveSmallEngine,
  connectPage,
} = setUpApplication();

describe('the engine', () => {
  test('runs in a process of its own and serves the page over the port it asked for', async () => {
    await launch({}, ['/opt/lathe', '/data/resnet.onnx']);
    expect(theEngine().args).toEqual([userData(), '/opt/Lathe/resources/samples', '/data/resnet.onnx']);
    serveSmallEngine();
    const client = await connectPage();
    expect(await client.app.info()).toMatchObject({ ok: true, value: { startModel: '/data/resnet.onnx' } });
  });

  test('is started again when it crashes: the page is told, asks again, and gets a new port', async () => {
    await launch({}, ['/opt/lathe', '/data/resnet.onnx']);
    const first = theEngine();
    first.exit(139);
    expect(theWindow().webContents.sent).toContainEqual({ channel: 'lathe:engine-stopped', args: [true] });
    expect(theEngine()).not.toBe(first);
    // Not with the model that may have killed it.
    expect(theEngine().args).toEqual([userData(), '/opt/Lathe/resources/samples']);
    serveSmallEngine();
    const client = await connectPage();
    expect(await client.app.info()).toMatchObject({ ok: true });
  });

  test('that crashes again and again is given up, and the page hears it whenever it asks', async () => {
    await launch();
    for (let crash = 0; crash < 4; crash++) theEngine().exit(1);
    expect(engineProcesses()).toHaveLength(4);
    const stops = () => theWindow().webContents.sent.map(({ args }) => args[0]);
    expect(stops()).toEqual([true, true, true, false]);
    sayFromPage('lathe:request-port');
    expect(stops()).toEqual([true, true, true, false, false]);
  });

  test('gets native dialogs on the window', async () => {
    await launch();
    serveSmallEngine();
    const client = await connectPage();
    expect(await client.host.chooseFiles({ purpose: 'model' })).toEqual({ ok: true, value: [] });
    electron().answers.open = { canceled: false, filePaths: ['/data/a.onnx'] };
    electron().answers.save = { canceled: false, filePath: '/data/b.onnx' };
    expect(await client.host.chooseFiles({ purpose: 'data-folder' })).toEqual({ ok: true, value: ['/data/a.onnx'] });
    expect(await client.host.chooseSavePath({ suggestedName: 'b.onnx' })).toEqual({ ok: true, value: '/data/b.onnx' });
    expect(electron().records.dialogOptions).toMatchObject([
      {
        properties: ['openFile', 'multiSelections'],
        filters: [{ extensions: ['onnx', 'prototxt', 'caffemodel'] }, {}],
      },
      { properties: ['openDirectory'] },
      { defaultPath: 'b.onnx' },
    ]);
  });

  test('shows a file in its folder only if there is one', async () => {
    await launch();
    serveSmallEngine();
    const client = await connectPage();
    const path = join(userData(), 'exported.onnx');
    await writeFile(path, 'x');
    expect(await client.host.showInFolder({ path })).toEqual({ ok: true, value: true });
    await expect(client.host.showInFolder({ path: `${path}.gone` })).rejects.toThrow();
    await expect(client.host.showInFolder({ path: 'relative.onnx' })).rejects.toThrow();
    expect(electron().records.shownInFolder).toEqual([path]);
  });

  test('that says what is no request is not obeyed', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    await launch();
    for (const message of [
      null,
      'spawn-runner',
      { type: 'spawn-runner' },
      { type: 'show-in-folder', requestId: 1, path: 7 },
    ]) {
      theEngine().emit('message', message);
    }
    expect(log).toHaveBeenCalledTimes(4);
    expect(runnerProcesses()).toHaveLength(0);
  });

  test('is let finish before the program ends, and ended when it does not', async () => {
    await launch();
    vi.useFakeTimers();
    const kill = vi.spyOn(theEngine(), 'kill');
    const event = preventable();
    electron().app.emit('will-quit', event);
    expect(event.defaultPrevented).toBe(true);
    expect(theEngine().sent).toContainEqual({ type: 'dispose' });
    await vi.advanceTimersByTimeAsync(2900);
    expect(kill).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(kill).toHaveBeenCalledOnce();
    // Its end is no crash, and the program's is not delayed again.
    expect(engineProcesses()).toHaveLength(1);
    expect(electron().records.quitCount).toBe(1);
  });
});

describe('runner processes', () => {
  test('are made on the engine’s request, report how they end, and speak with the engine alone', async () => {
    await launch();
    vi.stubEnv('NODE_OPTIONS', '--inspect');
    theEngine().emit('message', { type: 'spawn-runner', runnerId: 5 });
    const [runner] = runnerProcesses();
    expect(runner?.options).toMatchObject({ stdio: ['ignore', 'ignore', 'pipe'] });
    expect(runner?.options.env).not.toHaveProperty('NODE_OPTIONS');
    await vi.waitFor(() =>
      expect(theEngine().sent).toContainEqual({ type: 'runner-started', runnerId: 5, pid: expect.any(Number) }),
    );
    expect(runner?.sent).toEqual(['engine-port']);
    runner?.stderr.write('bad alloc');
    runner?.exit(134);
    await vi.waitFor(() =>
      expect(theEngine().sent).toContainEqual({
        type: 'runner-exited',
        runnerId: 5,
        code: 134,
        stderrTail: 'bad alloc',
      }),
    );
  });

  test('are killed outright when the engine asks, even before they have started, and when it is gone', async () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    await launch();
    const engine = theEngine();
    engine.emit('message', { type: 'spawn-runner', runnerId: 1 });
    engine.emit('message', { type: 'kill-runner', runnerId: 1 });
    expect(kill).not.toHaveBeenCalled();
    engine.emit('message', { type: 'spawn-runner', runnerId: 2 });
    await vi.waitFor(() => expect(kill).toHaveBeenCalledExactlyOnceWith(runnerProcesses()[0]?.pid, 'SIGKILL'));
    engine.exit(1);
    expect(kill).toHaveBeenCalledWith(runnerProcesses()[1]?.pid, 'SIGKILL');
  });
});
