import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Machine, openWorkbench } from './open.ts';

/** Electron and its installer are small shell scripts here: what is tested is when they run, with what, and what follows. */
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-open-'));
  for (const name of ['electron/dist', 'app/out/main', 'app/out/renderer'])
    await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, 'app/out/renderer/index.html'), '');
  await writeFile(join(folder, 'app/out/main/main.js'), '');
});
afterEach(() => rm(folder, { recursive: true }));

const electronPath = () => join(folder, 'electron/dist/electron');

async function installElectron(script: string) {
  await writeFile(electronPath(), `#!/bin/sh\n${script}\n`);
  await chmod(electronPath(), 0o755);
}

/** A script that leaves its arguments, one a line, and whether ELECTRON_RUN_AS_NODE was set. */
const recordArguments = () =>
  `for each in "$@"; do echo "$each"; done > "${folder}/arguments"; echo "$ELECTRON_RUN_AS_NODE" >> "${folder}/arguments"`;

const recordedArguments = async () => (await readFile(join(folder, 'arguments'), 'utf8')).split('\n').slice(0, -1);

async function open(overrides: Partial<Machine> = {}, model?: string, signal = new AbortController().signal) {
  const notes: string[] = [];
  const serve = vi.fn<Machine['serve']>(async () => {});
  const machine: Machine = {
    platform: 'linux',
    isRoot: false,
    applicationFolder: join(folder, 'app'),
    electronPackage: join(folder, 'electron'),
    cacheFolder: join(folder, 'cache'),
    serve,
    ...overrides,
    // A mirror that nobody listens on: the probe fails at once and nothing leaves this machine.
    env: { PATH: process.env.PATH, DISPLAY: ':0', ELECTRON_MIRROR: 'http://127.0.0.1:9/', ...overrides.env },
  };
  await openWorkbench(
    model === undefined ? {} : { model },
    { print: () => {}, note: (text) => void notes.push(text), signal },
    machine,
  );
  return { notes, serve };
}

const inBrowser = { port: 0, host: '127.0.0.1', open: true };

describe.skipIf(process.platform === 'win32')('with Electron', () => {
  test('the window opens with the model, and nothing is served', async () => {
    await installElectron(recordArguments());
    const { notes, serve } = await open({ env: { ELECTRON_RUN_AS_NODE: '1' } }, '/data/m.onnx');
    expect(await recordedArguments()).toEqual([join(folder, 'app'), '/data/m.onnx', '']);
    expect(notes).toEqual([]);
    expect(serve).not.toHaveBeenCalled();
  });

  test('the executable may be elsewhere, and its name is what the installer wrote', async () => {
    await mkdir(join(folder, 'elsewhere'));
    await writeFile(join(folder, 'electron/path.txt'), 'my-electron');
    await writeFile(join(folder, 'elsewhere/my-electron'), `#!/bin/sh\n${recordArguments()}\n`);
    await chmod(join(folder, 'elsewhere/my-electron'), 0o755);
    const { serve } = await open({ env: { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'elsewhere') } });
    expect(await recordedArguments()).toEqual([join(folder, 'app'), '']);
    expect(serve).not.toHaveBeenCalled();
  });

  test('Ctrl+C closes the window', async () => {
    await installElectron(`echo started > "${folder}/arguments"; exec sleep 60`);
    const controller = new AbortController();
    const opened = open({}, undefined, controller.signal);
    await vi.waitFor(() => recordedArguments());
    controller.abort();
    expect((await opened).serve).not.toHaveBeenCalled();
  });

  test('one that cannot start is named, and the browser opens instead', async () => {
    await installElectron('exit 127');
    const { notes, serve } = await open({}, '/data/m.onnx');
    expect(notes).toEqual([
      'Electron could not start (exit code 127), so the same workbench is served in the browser.',
    ]);
    expect(serve).toHaveBeenCalledExactlyOnceWith({ ...inBrowser, model: '/data/m.onnx' }, expect.anything());
  });

  test('as root on Linux the browser is used, unless the user gives up the sandbox', async () => {
    await installElectron(recordArguments());
    const { notes, serve } = await open({ isRoot: true });
    expect(notes).toEqual([expect.stringContaining('LATHE_NO_SANDBOX=1 opens the window without it')]);
    expect(serve).toHaveBeenCalledOnce();
    await open({ isRoot: true, env: { LATHE_NO_SANDBOX: '1' } });
    expect(await recordedArguments()).toEqual(['--no-sandbox', join(folder, 'app'), '']);
  });

  test('without a display it is not even tried', async () => {
    await installElectron(recordArguments());
    const { notes, serve } = await open({ env: { DISPLAY: '' } });
    expect(notes).toEqual(['There is no display here, so the workbench is served for a browser.']);
    expect(serve).toHaveBeenCalledExactlyOnceWith(inBrowser, expect.anything());
    await expect(recordedArguments()).rejects.toThrow();
  });

  test('a page that was never built is named with the remedy', async () => {
    await installElectron(recordArguments());
    await rm(join(folder, 'app/out/main/main.js'));
    await expect(open()).rejects.toMatchObject({ code: 'serve.page-missing' });
    await rm(join(folder, 'app/out/renderer/index.html'));
    await expect(open()).rejects.toMatchObject({ message: expect.stringContaining('npm run build') });
  });
});

describe.skipIf(process.platform === 'win32')('without Electron', () => {
  const writeInstaller = (script: string) =>
    writeFile(
      join(folder, 'electron/install.js'),
      `const fs = require('node:fs'); fs.appendFileSync(${JSON.stringify(join(folder, 'attempts'))}, 'x');\n${script}`,
    );
  const attemptCount = async () => (await readFile(join(folder, 'attempts'), 'utf8').catch(() => '')).length;

  test('its own installer is asked, and the window opens', async () => {
    await writeInstaller(
      `fs.writeFileSync(${JSON.stringify(electronPath())}, ${JSON.stringify(`#!/bin/sh\n${recordArguments()}\n`)}, { mode: 0o755 });`,
    );
    const { notes, serve } = await open();
    expect(notes).toEqual(['Getting Electron (about 120 MB, once)...']);
    expect(await recordedArguments()).toEqual([join(folder, 'app'), '']);
    expect(serve).not.toHaveBeenCalled();
  });

  test('a failed attempt is told in one sentence, and not repeated on the next start', async () => {
    await writeInstaller('process.exit(1);');
    const first = await open({}, '/data/m.onnx');
    expect(first.notes.at(-1)).toBe(
      'Electron could not be downloaded, so the same workbench is served in the browser.',
    );
    expect(first.serve).toHaveBeenCalledExactlyOnceWith({ ...inBrowser, model: '/data/m.onnx' }, expect.anything());
    const second = await open();
    expect(second.notes).toEqual([
      'Electron is not installed, so the same workbench is served in the browser; LATHE_INSTALL_ELECTRON=1 downloads it.',
    ]);
    expect(await attemptCount()).toBe(1);
  });

  test('an attempt is made again a day later, or at once when asked for, but never when switched off', async () => {
    await writeInstaller('process.exit(1);');
    await open({ env: { LATHE_INSTALL_ELECTRON: '0' } });
    expect(await attemptCount()).toBe(0);
    await open();
    await open({ env: { LATHE_INSTALL_ELECTRON: '1' } });
    expect(await attemptCount()).toBe(2);
    const aDayAgo = Date.now() - 24 * 60 * 60 * 1000;
    await writeFile(join(folder, 'cache/electron-attempt.json'), JSON.stringify({ failedAt: aDayAgo }));
    await open();
    expect(await attemptCount()).toBe(3);
  });

  test('Ctrl+C ends the installer too', async () => {
    await writeInstaller('setInterval(() => {}, 1000);');
    const controller = new AbortController();
    const opened = open({}, undefined, controller.signal);
    await vi.waitFor(async () => expect(await attemptCount()).toBe(1));
    controller.abort();
    await expect(opened).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('not even its package, as in a production installation, the browser is used', async () => {
    const { notes, serve } = await open({ electronPackage: undefined });
    expect(notes).toEqual(['Electron is not installed, so the same workbench is served in the browser.']);
    expect(serve).toHaveBeenCalledOnce();
  });
});
