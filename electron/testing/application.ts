import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { MenuItemConstructorOptions } from 'electron';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Contract } from '../../engine/api/contract.ts';
import { createSmallRouter } from '../../engine/testing/small-router.ts';
import { serveEngine } from '../serve-engine.ts';
import { createFakeElectron, type FakeElectron } from './fake-electron.ts';

/** The whole application on a fake Electron, started anew by each `load` or `launch`, with settings that last one test. */
export function setUpApplication() {
  let electron: FakeElectron | undefined;
  let userData = '';

  beforeEach(async () => {
    userData = await mkdtemp(join(tmpdir(), 'lathe-window-'));
    vi.stubEnv('LATHE_USER_DATA', userData);
    // Electron's own addition to `process`.
    Object.defineProperty(process, 'resourcesPath', { value: '/opt/Lathe/resources', configurable: true });
  });
  afterEach(async () => {
    for (const { webContents } of electron?.windows ?? []) for (const port of webContents.ports) port.close();
    Reflect.deleteProperty(process, 'resourcesPath');
    vi.doUnmock('electron');
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    vi.useRealTimers();
    await rm(userData, { recursive: true, force: true });
  });

  const running = () => required(electron, 'the application was not launched');
  const theWindow = () => required(running().windows.at(-1), 'no window is open');
  const engineProcesses = () =>
    running().processes.filter(({ modulePath }) => modulePath.endsWith('engine-process.js'));
  const theEngine = () => required(engineProcesses().at(-1), 'no engine was started');

  /** Runs main.ts on a fresh fake that is not ready yet. */
  const load = async (
    options: Parameters<typeof createFakeElectron>[0] = {},
    argv: readonly string[] = ['/opt/lathe'],
  ) => {
    const fake = createFakeElectron(options);
    electron = fake;
    vi.resetModules();
    vi.doMock('electron', () => fake.module);
    vi.spyOn(process, 'argv', 'get').mockReturnValue([...argv]);
    await import('../main.ts');
  };

  const sayFromPage = (channel: string, ...args: unknown[]) => {
    const event = { sender: theWindow().webContents, senderFrame: { origin: 'app://lathe' } };
    running().ipcMain.emit(channel, event, ...args);
  };

  return {
    load,
    launch: async (...options: Parameters<typeof load>) => {
      await load(...options);
      await running().app.becomeReady();
    },
    userData: () => userData,
    electron: running,
    theWindow,
    theEngine,
    engineProcesses,
    runnerProcesses: () => running().processes.filter(({ modulePath }) => modulePath.endsWith('runner.js')),
    sayFromPage,

    /** Runs the real engine side in the newest engine process, on a few of the contract's procedures. */
    serveSmallEngine: () => {
      const { args, parentPort } = theEngine();
      const [userDataDir = '', samplesFolder = '', startModel] = args;
      serveEngine(parentPort, { userDataDir, samplesFolder, startModel }, ({ host }) => ({
        router: createSmallRouter(host).router,
        dispose: async () => {},
      }));
    },

    /** Does what the page does to reach the engine. */
    connectPage: async (): Promise<ContractRouterClient<Contract>> => {
      const { ports } = theWindow().webContents;
      const before = ports.length;
      sayFromPage('lathe:request-port');
      const port = required(ports[before], 'no port came');
      port.start();
      return createORPCClient(new RPCLink({ port }));
    },

    menuItem: (id: string): MenuItemConstructorOptions => {
      const items = (running().records.menu ?? []).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
      return required(
        items.find((each) => each.id === id),
        `the menu has no ${id}`,
      );
    },
  };
}

function required<T>(value: T | undefined, complaint: string): T {
  if (value === undefined) throw new Error(complaint);
  return value;
}
