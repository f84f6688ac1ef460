import {
  MessageChannelMain,
  type MessagePortMain,
  type UtilityProcess,
  utilityProcess,
  type WebContents,
} from 'electron';
import type { AppEvent } from '../engine/api/contract.ts';
import type { FilePurpose } from '../engine/api/host-services.ts';
import { channels } from './channels.ts';
import { type EngineOrder, type EngineRequest, engineRequest } from './engine-messages.ts';
import { createRestartBudget } from './restart-budget.ts';
import { createRunnerProcesses, type RunnerProcesses } from './runner-processes.ts';

export interface EngineSupervisorOptions {
  readonly enginePath: string;
  readonly runnerPath: string;
  readonly userDataDir: string;
  /** A plain folder, outside of any archive: the runtime reads models by itself. */
  readonly samplesFolder: string;
  readonly startModel: string | undefined;
  readonly desktop: {
    chooseFiles(purpose: FilePurpose): Promise<readonly string[]>;
    chooseSavePath(suggestedName: string): Promise<readonly string[]>;
    showInFolder(path: string): Promise<void>;
  };
  /** Called when the engine ended unasked; `restarting` says whether it is being started again. */
  readonly onStopped: (restarting: boolean) => void;
}

/** Keeps the engine's process running, and stands between it and what only the main process can do. */
export interface EngineSupervisor {
  /** Gives the page a port of its own to the engine. */
  connect(page: WebContents): void;
  send(event: AppEvent): void;
  /** Lets the engine finish, at most a few seconds, and ends all its processes. */
  stop(): Promise<void>;
}

const farewellMs = 3000;

export function startEngine(options: EngineSupervisorOptions): EngineSupervisor {
  const budget = createRestartBudget();
  let engine: EngineProcess | undefined = forkEngine(options, options.startModel, onExit);
  let isStopping = false;

  function onExit(): void {
    engine = undefined;
    if (isStopping) return;
    const restarting = budget.take();
    // Not with the start model again: it may be what the engine died of.
    if (restarting) engine = forkEngine(options, undefined, onExit);
    options.onStopped(restarting);
  }

  return {
    connect: (page) => {
      if (engine === undefined) {
        options.onStopped(false);
        return;
      }
      const { port1, port2 } = new MessageChannelMain();
      engine.tell({ type: 'connect' }, [port1]);
      page.postMessage(channels.port, null, [port2]);
    },
    send: (event) => engine?.tell({ type: 'event', event }),
    stop: async () => {
      isStopping = true;
      await engine?.stop();
    },
  };
}

interface EngineProcess {
  tell(order: EngineOrder, ports?: readonly MessagePortMain[]): void;
  stop(): Promise<void>;
}

function forkEngine(
  { enginePath, runnerPath, userDataDir, samplesFolder, desktop }: EngineSupervisorOptions,
  startModel: string | undefined,
  onExit: () => void,
): EngineProcess {
  const child: UtilityProcess = utilityProcess.fork(
    enginePath,
    [userDataDir, samplesFolder, ...(startModel ? [startModel] : [])],
    {
      serviceName: 'Lathe Engine',
      stdio: 'inherit',
    },
  );
  let isRunning = true;
  const tell = (order: EngineOrder, ports: readonly MessagePortMain[] = []) => {
    if (isRunning) child.postMessage(order, [...ports]);
  };
  const runners = createRunnerProcesses(runnerPath, tell);
  child.on('message', (message: unknown) => {
    const request = engineRequest.safeParse(message);
    if (request.success) void carryOut(request.data, { desktop, runners, tell });
    else console.error('The engine sent a message that is not one of its requests.', request.error);
  });
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      isRunning = false;
      runners.killAll();
      resolve();
      onExit();
    }),
  );
  return {
    tell,
    stop: async () => {
      tell({ type: 'dispose' });
      const timer = setTimeout(() => child.kill(), farewellMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

async function carryOut(
  request: EngineRequest,
  {
    desktop,
    runners,
    tell,
  }: {
    readonly desktop: EngineSupervisorOptions['desktop'];
    readonly runners: RunnerProcesses;
    readonly tell: (order: EngineOrder) => void;
  },
): Promise<void> {
  if (request.type === 'spawn-runner') return runners.spawn(request.runnerId);
  if (request.type === 'kill-runner') return runners.kill(request.runnerId);
  const { requestId } = request;
  try {
    tell({ type: 'reply', requestId, paths: [...(await answer(request, desktop))] });
  } catch (error) {
    tell({ type: 'request-failed', requestId, message: error instanceof Error ? error.message : String(error) });
  }
}

type DesktopRequest = Extract<EngineRequest, { readonly requestId: number }>;

async function answer(
  request: DesktopRequest,
  desktop: EngineSupervisorOptions['desktop'],
): Promise<readonly string[]> {
  switch (request.type) {
    case 'choose-files':
      return desktop.chooseFiles(request.purpose);
    case 'choose-save-path':
      return desktop.chooseSavePath(request.suggestedName);
    case 'show-in-folder':
      await desktop.showInFolder(request.path);
      return [];
  }
}
