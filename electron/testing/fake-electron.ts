import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type * as Electron from 'electron';

/**
 * The parts of Electron that the application uses, as a program in memory: windows that are lists of calls, processes
 * that tests start and end, message ports that are Node's own. Each class implements what it stands for by Electron's
 * own types, so that it cannot drift from them.
 */

export class FakeMessagePort extends EventEmitter implements Electron.MessagePortMain {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }
  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }
  close(): void {
    this.#port.close();
  }
}

export class FakeMessageChannel implements Electron.MessageChannelMain {
  readonly port1: FakeMessagePort;
  readonly port2: FakeMessagePort;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new FakeMessagePort(port1);
    this.port2 = new FakeMessagePort(port2);
  }
}

/** What a forked process sees as `process.parentPort`. Messages wait for the first listener. */
export class FakeParentPort extends EventEmitter implements Electron.ParentPort {
  #waiting: unknown[] = [];

  constructor(readonly post: (message: unknown) => void) {
    super();
    this.on('newListener', (name) => {
      if (name === 'message') queueMicrotask(() => this.#flush());
    });
  }
  postMessage(message: unknown): void {
    this.post(structuredClone(message));
  }
  deliver(data: unknown, ports: readonly Electron.MessagePortMain[]): void {
    this.#waiting.push({ data: structuredClone(data), ports });
    queueMicrotask(() => this.#flush());
  }
  #flush(): void {
    if (this.listenerCount('message') === 0) return;
    for (const event of this.#waiting.splice(0)) this.emit('message', event);
  }
}

/** No process has this id: it is above the largest that Linux gives. */
const firstPid = 4_194_305;

export class FakeUtilityProcess
  extends EventEmitter
  implements Pick<Electron.UtilityProcess, 'pid' | 'stderr' | 'stdout' | 'kill' | 'postMessage'>
{
  static nextPid = firstPid;
  pid: number | undefined;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  /** The other end: what the code inside the process would be given. */
  readonly parentPort = new FakeParentPort((message) => queueMicrotask(() => this.emit('message', message)));
  readonly sent: unknown[] = [];

  constructor(
    readonly modulePath: string,
    readonly args: readonly string[],
    readonly options: Electron.ForkOptions,
  ) {
    super();
    queueMicrotask(() => {
      this.pid = FakeUtilityProcess.nextPid++;
      this.emit('spawn');
    });
  }
  postMessage(message: unknown, transfer: Electron.MessagePortMain[] = []): void {
    this.sent.push(message);
    this.parentPort.deliver(message, transfer);
  }
  kill(): boolean {
    queueMicrotask(() => this.exit(15));
    return true;
  }
  /** For tests: the process ends. */
  exit(code: number): void {
    this.pid = undefined;
    this.emit('exit', code);
  }
}

export class FakeWebContents
  extends EventEmitter
  implements Pick<Electron.WebContents, 'send' | 'postMessage' | 'reload' | 'setWindowOpenHandler'>
{
  readonly sent: { readonly channel: string; readonly args: readonly unknown[] }[] = [];
  readonly ports: Electron.MessagePortMain[] = [];
  reloadCount = 0;
  openHandler: ((details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse) | undefined;

  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args });
  }
  postMessage(channel: string, message: unknown, transfer: Electron.MessagePortMain[] = []): void {
    this.sent.push({ channel, args: [message] });
    this.ports.push(...transfer);
  }
  reload(): void {
    this.reloadCount += 1;
  }
  setWindowOpenHandler(handler: typeof this.openHandler): void {
    this.openHandler = handler;
  }
}

export interface FakeWindowState {
  bounds: Electron.Rectangle;
  isMaximized: boolean;
  isMinimized: boolean;
  isShown: boolean;
  focusCount: number;
  url: string | undefined;
  backgroundColor: string | undefined;
}

/** A fresh application: nothing is ready, nothing was asked. */
export function createFakeElectron({ isPackaged = true, isFirstInstance = true } = {}) {
  const windows: FakeBrowserWindow[] = [];
  const processes: FakeUtilityProcess[] = [];
  const records = {
    paths: new Map<string, string>([['appData', '/home/ada/.config']]),
    privilegedSchemes: [] as Electron.CustomScheme[],
    protocolHandlers: new Map<string, (request: Request) => Response | Promise<Response>>(),
    menu: undefined as Electron.MenuItemConstructorOptions[] | undefined,
    shownInFolder: [] as string[],
    dialogOptions: [] as (Electron.OpenDialogOptions | Electron.SaveDialogOptions)[],
    quitCount: 0,
    beforeRequest: undefined as
      | ((
          details: Electron.OnBeforeRequestListenerDetails,
          callback: (response: Electron.CallbackResponse) => void,
        ) => void)
      | undefined,
    permissionRequest: undefined as Parameters<Electron.Session['setPermissionRequestHandler']>[0] | undefined,
    permissionCheck: undefined as Parameters<Electron.Session['setPermissionCheckHandler']>[0] | undefined,
    devicePermission: undefined as Parameters<Electron.Session['setDevicePermissionHandler']>[0] | undefined,
  };
  /** What dialogs will answer. */
  const answers = {
    open: { canceled: true, filePaths: [] } as Electron.OpenDialogReturnValue,
    save: { canceled: true, filePath: '' } as Electron.SaveDialogReturnValue,
  };
  let markReady = () => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });

  class FakeApp
    extends EventEmitter
    implements
      Pick<
        Electron.App,
        'isPackaged' | 'isReady' | 'getPath' | 'setPath' | 'quit' | 'whenReady' | 'requestSingleInstanceLock'
      >
  {
    readonly isPackaged = isPackaged;
    #isReady = false;
    isReady = () => this.#isReady;
    getPath = (name: string) => records.paths.get(name) ?? `/unset/${name}`;
    setPath = (name: string, path: string) => void records.paths.set(name, path);
    whenReady = () => ready;
    requestSingleInstanceLock = () => isFirstInstance;
    /** As Electron does: asks, and ends only if nobody objects. */
    quit = () => {
      records.quitCount += 1;
      this.emit('will-quit', preventable());
    };
    /** For tests. */
    becomeReady = () => {
      this.#isReady = true;
      markReady();
      return ready;
    };
  }
  const app = new FakeApp();

  class FakeBrowserWindow
    extends EventEmitter
    implements
      Pick<
        Electron.BrowserWindow,
        | 'show'
        | 'focus'
        | 'restore'
        | 'maximize'
        | 'isMaximized'
        | 'isMinimized'
        | 'getNormalBounds'
        | 'setBackgroundColor'
        | 'loadURL'
      >
  {
    readonly webContents = new FakeWebContents();
    readonly state: FakeWindowState;

    constructor(readonly options: Electron.BrowserWindowConstructorOptions) {
      super();
      const { x = 0, y = 0, width = 800, height = 600 } = options;
      this.state = {
        bounds: { x, y, width, height },
        isMaximized: false,
        isMinimized: false,
        isShown: options.show ?? true,
        focusCount: 0,
        url: undefined,
        backgroundColor: options.backgroundColor,
      };
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
    show = () => {
      this.state.isShown = true;
    };
    focus = () => {
      this.state.focusCount += 1;
    };
    restore = () => {
      this.state.isMinimized = false;
    };
    maximize = () => {
      this.state.isMaximized = true;
    };
    isMaximized = () => this.state.isMaximized;
    isMinimized = () => this.state.isMinimized;
    getNormalBounds = () => this.state.bounds;
    setBackgroundColor = (color: string) => {
      this.state.backgroundColor = color;
    };
    loadURL = async (url: string) => {
      this.state.url = url;
    };
    /** For tests: the user closes it. */
    close = () => {
      this.emit('close', preventable());
      this.emit('closed');
    };
  }

  const session = {
    protocol: {
      handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) =>
        void records.protocolHandlers.set(scheme, handler),
    } satisfies Pick<Electron.Protocol, 'handle'>,
    webRequest: {
      onBeforeRequest: (listener: NonNullable<typeof records.beforeRequest>) => {
        records.beforeRequest = listener;
      },
    },
    setPermissionRequestHandler: (handler: NonNullable<typeof records.permissionRequest>) => {
      records.permissionRequest = handler;
    },
    setPermissionCheckHandler: (handler: NonNullable<typeof records.permissionCheck>) => {
      records.permissionCheck = handler;
    },
    setDevicePermissionHandler: (handler: NonNullable<typeof records.devicePermission>) => {
      records.devicePermission = handler;
    },
  };

  const nativeTheme: Pick<Electron.NativeTheme, 'themeSource' | 'shouldUseDarkColors'> = {
    themeSource: 'system',
    get shouldUseDarkColors() {
      return this.themeSource === 'dark';
    },
  };

  const displays = [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }];

  return {
    records,
    answers,
    windows,
    processes,
    app,
    displays,
    nativeTheme,
    ipcMain: new EventEmitter(),
    /** Stands in for `import ... from 'electron'`. */
    get module() {
      return {
        app,
        BrowserWindow: FakeBrowserWindow,
        MessageChannelMain: FakeMessageChannel,
        Menu: {
          buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
          setApplicationMenu: (menu: Electron.MenuItemConstructorOptions[]) => {
            records.menu = menu;
          },
        },
        dialog: {
          showOpenDialog: async (_window: unknown, options: Electron.OpenDialogOptions) => {
            records.dialogOptions.push(options);
            return answers.open;
          },
          showSaveDialog: async (_window: unknown, options: Electron.SaveDialogOptions) => {
            records.dialogOptions.push(options);
            return answers.save;
          },
        },
        ipcMain: this.ipcMain,
        nativeTheme,
        protocol: {
          registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) =>
            void records.privilegedSchemes.push(...schemes),
        } satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged'>,
        screen: { getAllDisplays: () => displays },
        session: { defaultSession: session },
        shell: {
          showItemInFolder: (path: string) => void records.shownInFolder.push(path),
        } satisfies Pick<Electron.Shell, 'showItemInFolder'>,
        utilityProcess: {
          fork: (modulePath: string, args: readonly string[] = [], options: Electron.ForkOptions = {}) => {
            const process = new FakeUtilityProcess(modulePath, args, options);
            processes.push(process);
            return process;
          },
        },
      };
    },
  };
}

export type FakeElectron = ReturnType<typeof createFakeElectron>;

/** An event that remembers whether it was refused. */
export function preventable() {
  const event = {
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
}
