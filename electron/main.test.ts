import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { MenuItemConstructorOptions } from 'electron';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Contract } from '../engine/api/contract.ts';
import { createSmallRouter } from '../engine/testing/small-router.ts';
import { serveEngine } from './serve-engine.ts';
import {
  createFakeElectron,
  type FakeElectron,
  type FakeUtilityProcess,
  preventable,
} from './testing/fake-electron.ts';

let userData = '';
let electron: FakeElectron;

beforeEach(async () => {
  userData = await mkdtemp(join(tmpdir(), 'lathe-window-'));
  vi.stubEnv('LATHE_USER_DATA', userData);
});
afterEach(async () => {
  for (const { webContents } of electron.windows) for (const port of webContents.ports) port.close();
  vi.doUnmock('electron');
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
  await rm(userData, { recursive: true, force: true });
});

/** Runs main.ts on a fresh fake, up to and including 'ready'. */
async function launch(
  options: Parameters<typeof createFakeElectron>[0] = {},
  argv: readonly string[] = ['/opt/lathe'],
) {
  electron = createFakeElectron(options);
  vi.resetModules();
  vi.doMock('electron', () => electron.module);
  vi.spyOn(process, 'argv', 'get').mockReturnValue([...argv]);
  await import('./main.ts');
  await electron.app.becomeReady();
  return electron;
}

const theWindow = () => {
  const window = electron.windows.at(-1);
  if (window === undefined) throw new Error('no window is open');
  return window;
};

const engineProcesses = () => electron.processes.filter(({ modulePath }) => modulePath.endsWith('engine-process.js'));
const runnerProcesses = () => electron.processes.filter(({ modulePath }) => modulePath.endsWith('runner.js'));

const theEngine = () => {
  const process = engineProcesses().at(-1);
  if (process === undefined) throw new Error('no engine was started');
  return process;
};

const sayFromPage = (channel: string, ...args: unknown[]) =>
  electron.ipcMain.emit(channel, { sender: theWindow().webContents, senderFrame: { origin: 'app://lathe' } }, ...args);

/** Runs the real engine side in the fake process, on a few of the contract's procedures. */
function serveSmallEngine(process: FakeUtilityProcess) {
  const [userDataDir = '', startModel] = process.args;
  serveEngine(process.parentPort, { userDataDir, startModel }, ({ host }) => ({
    router: createSmallRouter(host).router,
    dispose: async () => {},
  }));
}

async function connectPage(): Promise<ContractRouterClient<Contract>> {
  const { ports } = theWindow().webContents;
  const before = ports.length;
  sayFromPage('lathe:request-port');
  await vi.waitFor(() => expect(ports).toHaveLength(before + 1));
  const port = ports[before];
  if (port === undefined) throw new Error('no port came');
  port.start();
  return createORPCClient(new RPCLink({ port }));
}

function menuItem(id: string): MenuItemConstructorOptions {
  const items = (electron.records.menu ?? []).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  const item = items.find((each) => each.id === id);
  if (item === undefined) throw new Error(`the menu has no ${id}`);
  return item;
}

const click = (id: string) => Reflect.apply(menuItem(id).click ?? (() => {}), undefined, []);

describe('the window', () => {
  test('is sandboxed, isolated, and shown only when there is something to see', async () => {
    await launch();
    const { options, state } = theWindow();
    expect(options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
    });
    expect(options).toMatchObject({ minWidth: 900, minHeight: 600, width: 1400, height: 900 });
    expect(state).toMatchObject({ url: 'app://lathe/index.html', isShown: false });
    theWindow().emit('ready-to-show');
    expect(state.isShown).toBe(true);
  });

  test('comes back where it was closed, in the theme it had, without a white flash', async () => {
    await launch();
    theWindow().state.bounds = { x: 100, y: 50, width: 1000, height: 700 };
    theWindow().maximize();
    sayFromPage('lathe:set-theme', 'dark');
    expect(theWindow().state.backgroundColor).toBe('#0f1215');
    theWindow().close();
    await launch();
    expect(theWindow().options).toMatchObject({ x: 100, y: 50, width: 1000, height: 700, backgroundColor: '#0f1215' });
    expect(theWindow().state.isMaximized).toBe(true);
    expect(electron.nativeTheme.themeSource).toBe('dark');
  });

  test('has the background that the page paints', async () => {
    const css = await readFile(new URL('../renderer/theme/theme.css', import.meta.url), 'utf8');
    const { backgroundColors } = await import('./window.ts');
    const surfaces = [...css.matchAll(/--surface-0: (#\w+)/g)].map((match) => match[1]);
    expect(Object.values(backgroundColors)).toEqual(surfaces);
    expect(css).toMatch(/body \{[^}]*background: var\(--surface-0\)/);
  });

  test('ignores a theme or a request that is not its own page speaking', async () => {
    await launch();
    const { webContents } = theWindow();
    electron.ipcMain.emit(
      'lathe:set-theme',
      { sender: webContents, senderFrame: { origin: 'https://evil.example' } },
      'dark',
    );
    electron.ipcMain.emit('lathe:request-port', { sender: webContents, senderFrame: null });
    electron.ipcMain.emit('lathe:request-port', { sender: {}, senderFrame: { origin: 'app://lathe' } });
    sayFromPage('lathe:set-theme', 'sepia');
    expect(electron.nativeTheme.themeSource).toBe('system');
    expect(webContents.ports).toHaveLength(0);
  });

  test('is loaded again when its process crashes, but not for ever', async () => {
    await launch();
    const { webContents } = theWindow();
    for (let crash = 0; crash < 5; crash++) webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(webContents.reloadCount).toBe(3);
  });

  test('ends the program when it closes, except on macOS, where the dock opens it again', async () => {
    await launch();
    for (const [platform, quitCount] of [
      ['darwin', 0],
      ['linux', 1],
    ] as const) {
      vi.spyOn(process, 'platform', 'get').mockReturnValue(platform);
      theWindow().close();
      electron.app.emit('window-all-closed');
      expect(electron.records.quitCount).toBe(quitCount);
      electron.app.emit('activate');
    }
    expect(electron.windows).toHaveLength(3);
  });
});

describe('the page', () => {
  test('stays where it is, opens no windows and embeds nothing', async () => {
    await launch();
    const { webContents } = theWindow();
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
      const event = preventable();
      webContents.emit(name, event);
      expect(event.defaultPrevented, name).toBe(true);
    }
    const details: Parameters<NonNullable<typeof webContents.openHandler>>[0] = {
      url: 'https://example.com',
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'no-referrer' },
    };
    expect(webContents.openHandler?.(details)).toEqual({ action: 'deny' });
  });

  test('loads nothing from elsewhere', async () => {
    await launch();
    const isCancelled = (url: string) => {
      let cancelled: boolean | undefined;
      const details = { url } as Parameters<NonNullable<typeof electron.records.beforeRequest>>[0];
      electron.records.beforeRequest?.(details, ({ cancel }) => {
        cancelled = cancel;
      });
      return cancelled;
    };
    for (const url of ['app://lathe/index.html', 'blob:app://lathe/1-2', 'data:image/png;base64,AA']) {
      expect(isCancelled(url), url).toBe(false);
    }
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:9229/json',
      'file:///etc/passwd',
      'app://lathe.evil.example/',
      'app://other/index.html',
      'blob:https://evil.example/1',
      'devtools://devtools/bundled/inspector.html',
      'ws://localhost:5173/',
    ]) {
      expect(isCancelled(url), url).toBe(true);
    }
  });

  test('gets no permission but to copy what the user asks it to copy', async () => {
    await launch();
    const { permissionRequest, permissionCheck, devicePermission } = electron.records;
    const contents = {} as Parameters<NonNullable<typeof permissionRequest>>[0];
    const ask = (permission: Parameters<NonNullable<typeof permissionRequest>>[1]) => {
      let granted: boolean | undefined;
      permissionRequest?.(
        contents,
        permission,
        (value) => {
          granted = value;
        },
        { isMainFrame: true, requestingUrl: 'app://lathe/' },
      );
      return granted;
    };
    expect(ask('clipboard-sanitized-write')).toBe(true);
    for (const each of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'fileSystem',
    ] as const) {
      expect(ask(each), each).toBe(false);
    }
    const details = { isMainFrame: true };
    expect(permissionCheck?.(null, 'media', 'app://lathe', details)).toBe(false);
    expect(permissionCheck?.(null, 'clipboard-sanitized-write', 'app://lathe', details)).toBe(true);
    expect(
      devicePermission?.({ deviceType: 'usb', origin: 'app://lathe' } as Parameters<typeof devicePermission>[0]),
    ).toBe(false);
  });

  test('is served under a strict policy, and nothing outside its folder is', async () => {
    await launch();
    expect(electron.records.privilegedSchemes).toMatchObject([
      { scheme: 'app', privileges: { standard: true, secure: true } },
    ]);
    const { serveApp } = await import('./app-protocol.ts');
    const folder = join(userData, 'renderer');
    await import('node:fs/promises').then(({ mkdir }) => mkdir(folder));
    await writeFile(join(folder, 'index.html'), '<!doctype html>');
    await writeFile(join(userData, 'secret.html'), 'secret');
    serveApp({ handle: (scheme, handler) => void electron.records.protocolHandlers.set(scheme, handler) }, folder);
    const handler = electron.records.protocolHandlers.get('app');
    const answer = await handler?.(new Request('app://lathe/index.html'));
    expect(answer?.status).toBe(200);
    expect(answer?.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer?.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
        "font-src 'self'; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    for (const url of ['app://lathe/..%2fsecret.html', 'app://lathe/%2e%2e/secret.html', 'app://other/index.html']) {
      expect((await handler?.(new Request(url)))?.status, url).toBe(404);
    }
    expect((await handler?.(new Request('app://lathe/index.html', { method: 'POST' })))?.status).toBe(404);
  });

  test('comes from the development server, with its tools, only where there is one', async () => {
    vi.stubEnv('ELECTRON_RENDERER_URL', 'http://localhost:5173');
    await launch({ isPackaged: false }, ['/dist/electron', '.']);
    expect(theWindow().state.url).toBe('http://localhost:5173');
    await launch({ isPackaged: true });
    expect(theWindow().state.url).toBe('app://lathe/index.html');
  });
});

describe('the engine', () => {
  test('runs in a process of its own and serves the page over the port it asked for', async () => {
    await launch({}, ['/opt/lathe', '/data/resnet.onnx']);
    expect(theEngine().args).toEqual([userData, '/data/resnet.onnx']);
    serveSmallEngine(theEngine());
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
    expect(theEngine().args).toEqual([userData]);
    serveSmallEngine(theEngine());
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
    serveSmallEngine(theEngine());
    const client = await connectPage();
    expect(await client.host.chooseFiles({ purpose: 'model' })).toEqual({ ok: true, value: [] });
    electron.answers.open = { canceled: false, filePaths: ['/data/a.onnx'] };
    electron.answers.save = { canceled: false, filePath: '/data/b.onnx' };
    expect(await client.host.chooseFiles({ purpose: 'data-folder' })).toEqual({ ok: true, value: ['/data/a.onnx'] });
    expect(await client.host.chooseSavePath({ suggestedName: 'b.onnx' })).toEqual({ ok: true, value: '/data/b.onnx' });
    expect(electron.records.dialogOptions).toMatchObject([
      { properties: ['openFile'], filters: [{ extensions: ['onnx', 'prototxt', 'caffemodel'] }, {}] },
      { properties: ['openDirectory'] },
      { defaultPath: 'b.onnx' },
    ]);
  });

  test('shows a file in its folder only if there is one', async () => {
    await launch();
    serveSmallEngine(theEngine());
    const client = await connectPage();
    const path = join(userData, 'exported.onnx');
    await writeFile(path, 'x');
    expect(await client.host.showInFolder({ path })).toEqual({ ok: true, value: true });
    await expect(client.host.showInFolder({ path: `${path}.gone` })).rejects.toThrow();
    await expect(client.host.showInFolder({ path: 'relative.onnx' })).rejects.toThrow();
    expect(electron.records.shownInFolder).toEqual([path]);
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
    electron.app.emit('will-quit', event);
    expect(event.defaultPrevented).toBe(true);
    expect(theEngine().sent).toContainEqual({ type: 'dispose' });
    await vi.advanceTimersByTimeAsync(2900);
    expect(kill).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    expect(kill).toHaveBeenCalledOnce();
    // Its end is no crash, and the program's is not delayed again.
    expect(engineProcesses()).toHaveLength(1);
    expect(electron.records.quitCount).toBe(1);
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

describe('files from outside', () => {
  const events = () => theEngine().sent.filter((message) => JSON.stringify(message).includes('open-file'));

  test('macOS: a file opened before the start is the first model, one opened later is sent to the page', async () => {
    electron = createFakeElectron();
    vi.resetModules();
    vi.doMock('electron', () => electron.module);
    await import('./main.ts');
    const early = preventable();
    electron.app.emit('open-file', early, '/data/early.onnx');
    await electron.app.becomeReady();
    expect(early.defaultPrevented).toBe(true);
    expect(theEngine().args).toEqual([userData, '/data/early.onnx']);

    theWindow().close();
    electron.app.emit('open-file', preventable(), '/data/late.onnx');
    expect(events()).toEqual([{ type: 'event', event: { type: 'open-file', path: '/data/late.onnx' } }]);
    expect(electron.windows).toHaveLength(2);
  });

  test('a second start hands its model to the first, which comes to the front', async () => {
    await launch();
    theWindow().state.isMinimized = true;
    electron.app.emit('second-instance', {}, ['/opt/lathe', '--flag', 'b.onnx'], '/home/ada');
    expect(events()).toEqual([{ type: 'event', event: { type: 'open-file', path: '/home/ada/b.onnx' } }]);
    expect(theWindow().state).toMatchObject({ isMinimized: false, focusCount: 1 });
    electron.app.emit('second-instance', {}, ['/opt/lathe'], '/home/ada');
    expect(theWindow().state.focusCount).toBe(2);
    expect(events()).toHaveLength(1);
  });

  test('the second start itself opens nothing', async () => {
    await launch({ isFirstInstance: false });
    expect(electron.records.quitCount).toBe(1);
    expect(electron.windows).toHaveLength(0);
    expect(electron.processes).toHaveLength(0);
  });
});

describe('the menu', () => {
  test.each([
    ['open', 'CmdOrCtrl+O'],
    ['close-model', 'CmdOrCtrl+W'],
    ['export', 'CmdOrCtrl+E'],
    ['compare', 'CmdOrCtrl+Enter'],
    ['zoom-to-fit', 'CmdOrCtrl+0'],
    ['toggle-theme', 'CmdOrCtrl+Shift+L'],
    ['show-shortcuts', 'CmdOrCtrl+/'],
  ])('%s goes to the page, by menu or %s', async (command, accelerator) => {
    await launch();
    expect(menuItem(command).accelerator).toBe(accelerator);
    click(command);
    expect(theEngine().sent).toEqual([{ type: 'event', event: { type: 'menu', command } }]);
  });

  test('opens the window first where macOS has closed it', async () => {
    await launch();
    theWindow().close();
    click('open');
    expect(electron.windows).toHaveLength(2);
  });

  test.each([
    ['darwin', true],
    ['linux', false],
    ['win32', false],
  ] as const)('on %s has the platform’s own entries, and no key twice', async (platform, hasAppMenu) => {
    const { menuTemplate } = await import('./menu.ts');
    const template = menuTemplate({ platform, isDevelopment: false, run: () => {} });
    expect(template.some(({ role }) => role === 'appMenu')).toBe(hasAppMenu);
    const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
    expect(items.some(({ role }) => role === 'quit')).toBe(!hasAppMenu);
    expect(items.some(({ role }) => role === 'toggleDevTools' || role === 'reload')).toBe(false);
    const keys = items.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
