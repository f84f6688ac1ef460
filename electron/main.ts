import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, type BrowserWindow, type IpcMainEvent, ipcMain, Menu, session } from 'electron';
import type { AppEvent } from '../engine/api/contract.ts';
import { appOrigin, registerAppScheme, serveApp } from './app-protocol.ts';
import { channels } from './channels.ts';
import { chooseFiles, chooseSavePath, showInFolder } from './dialogs.ts';
import { type EngineSupervisor, startEngine } from './engine-supervisor.ts';
import { findModelArgument } from './launch-arguments.ts';
import { menuTemplate } from './menu.ts';
import { guardContents, guardSession, type PageSource } from './navigation.ts';
import { createRestartBudget } from './restart-budget.ts';
import { themeName } from './settings.ts';
import { applyTheme, openWindow } from './window.ts';

const built = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The development server's address, set by `electron-vite dev`; a packaged application never listens to it. */
const developmentAddress = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
const page: PageSource = {
  origin: developmentAddress === undefined ? appOrigin : new URL(developmentAddress).origin,
  isDevelopment: developmentAddress !== undefined,
};

let window: BrowserWindow | undefined;
let engine: EngineSupervisor | undefined;
let launchModel = findModelArgument(process.argv, { isPackaged: app.isPackaged, workingDirectory: process.cwd() });

registerAppScheme();
app.setPath('userData', process.env.LATHE_USER_DATA ?? join(app.getPath('appData'), 'lathe'));
app.on('web-contents-created', (_event, contents) => guardContents(contents));
// macOS: a file opened from the Finder, before or after the start.
app.on('open-file', (event, path) => {
  event.preventDefault();
  openFile(path);
});

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, argv, workingDirectory) => {
    const model = findModelArgument(argv, { isPackaged: app.isPackaged, workingDirectory });
    if (model !== undefined) openFile(model);
    else if (app.isReady()) showWindow();
  });
  void app.whenReady().then(start);
} else {
  app.quit();
}

function start(): void {
  const { isDevelopment } = page;
  serveApp(session.defaultSession.protocol, built('../renderer'));
  guardSession(session.defaultSession, page);
  const run = (command: Extract<AppEvent, { type: 'menu' }>['command']) => {
    showWindow();
    engine?.send({ type: 'menu', command });
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform: process.platform, isDevelopment, run })));
  listenToPage();
  engine = startEngine({
    enginePath: built('./engine-process.js'),
    runnerPath: built('./runner.js'),
    userDataDir: app.getPath('userData'),
    samplesFolder: app.isPackaged ? join(process.resourcesPath, 'samples') : built('../../assets/samples'),
    startModel: launchModel,
    desktop: {
      chooseFiles: (purpose) => chooseFiles(showWindow(), purpose),
      chooseSavePath: (suggestedName) => chooseSavePath(showWindow(), suggestedName),
      showInFolder,
    },
    onStopped: (restarting) => window?.webContents.send(channels.engineStopped, restarting),
  });
  app.on('activate', () => showWindow());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', stopFirst);
  showWindow();
}

/** The one window, opened or brought to the front. */
function showWindow(): BrowserWindow {
  if (window !== undefined) {
    if (window.isMinimized()) window.restore();
    window.focus();
    return window;
  }
  const opened = openWindow({
    address: developmentAddress ?? `${appOrigin}/index.html`,
    preloadPath: built('../preload/preload.cjs'),
    settingsPath: join(app.getPath('userData'), 'window.json'),
    iconPath: built('../../assets/icons/icon-512.png'),
  });
  window = opened;
  opened.once('closed', () => {
    window = undefined;
  });
  const budget = createRestartBudget();
  opened.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && budget.take()) opened.webContents.reload();
  });
  return opened;
}

function openFile(path: string): void {
  if (engine === undefined) {
    launchModel = path;
    return;
  }
  showWindow();
  engine.send({ type: 'open-file', path });
}

function listenToPage(): void {
  ipcMain.on(channels.requestPort, (event) => {
    if (isOurPage(event)) engine?.connect(event.sender);
  });
  ipcMain.on(channels.setTheme, (event, theme: unknown) => {
    const name = themeName.safeParse(theme);
    if (isOurPage(event) && window !== undefined && name.success) applyTheme(window, name.data);
  });
}

const isOurPage = ({ sender, senderFrame }: IpcMainEvent) =>
  sender === window?.webContents && senderFrame?.origin === page.origin;

let isStopped = false;

function stopFirst(event: { preventDefault(): void }): void {
  if (isStopped || engine === undefined) return;
  event.preventDefault();
  void engine.stop().then(() => {
    isStopped = true;
    app.quit();
  });
}
