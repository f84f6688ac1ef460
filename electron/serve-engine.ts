import { RPCHandler } from '@orpc/server/message-port';
import type { MessagePortMain, ParentPort } from 'electron';
import type { AppEvent } from '../engine/api/contract.ts';
import type { HostServices, WindowHost } from '../engine/api/host-services.ts';
import type { ServedRouter } from '../engine/api/served-router.ts';
import type { ProcessHost } from '../engine/runtime/process-host.ts';
import { type EngineOrder, type EngineRequest, engineOrder } from './engine-messages.ts';
import { createHostedRunners } from './hosted-runners.ts';

export interface ServeEngineOptions {
  readonly userDataDir: string;
  readonly samplesFolder: string;
  readonly startModel: string | undefined;
}

/** `createEngine` of engine/engine.ts, as far as it is used here. */
export type CreateEngine = (options: {
  readonly userDataDir: string;
  readonly samplesFolder: string;
  readonly processHost: ProcessHost;
  readonly host: HostServices;
}) => { readonly router: ServedRouter; dispose(): Promise<void> };

/** The engine's process: serves the contract on every port that the main process brings, until it is told to stop. */
export function serveEngine(
  parentPort: Pick<ParentPort, 'on' | 'postMessage'>,
  { userDataDir, samplesFolder, startModel }: ServeEngineOptions,
  createEngine: CreateEngine,
): void {
  const ask = (request: EngineRequest) => parentPort.postMessage(request);
  const runners = createHostedRunners(ask);
  const desktop = createDesktop(ask);
  const events = createEventQueue();
  const engine = createEngine({
    userDataDir,
    samplesFolder,
    processHost: runners.processHost,
    host: {
      kind: 'window',
      ...(startModel === undefined ? {} : { startModel }),
      ...desktop.requests,
      subscribe: events.subscribe,
    },
  });
  const handler = new RPCHandler(engine.router);

  const serve = (port: MessagePortMain | undefined) => {
    if (port === undefined) return;
    handler.upgrade(port, { context: {} });
    port.start();
  };
  const stop = async () => {
    await engine.dispose();
    process.exit(0);
  };
  const obey = (order: EngineOrder, port: MessagePortMain | undefined) => {
    switch (order.type) {
      case 'connect':
        return serve(port);
      case 'event':
        return events.publish(order.event);
      case 'reply':
      case 'request-failed':
        return desktop.settle(order);
      case 'runner-started':
      case 'runner-exited':
        return runners.update(order, port);
      case 'dispose':
        void stop();
    }
  };
  parentPort.on('message', ({ data, ports }) => obey(engineOrder.parse(data), ports[0]));
}

/** Events that come before the page listens wait for it. */
function createEventQueue() {
  const listeners = new Set<(event: AppEvent) => void>();
  let waiting: AppEvent[] = [];
  return {
    publish: (event: AppEvent) => {
      if (listeners.size === 0) waiting.push(event);
      for (const listener of listeners) listener(event);
    },
    subscribe: (listener: (event: AppEvent) => void) => {
      listeners.add(listener);
      const missed = waiting;
      waiting = [];
      for (const event of missed) listener(event);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** What only the main process can do, as functions that wait for its answer. */
function createDesktop(ask: (request: EngineRequest) => void) {
  const open = new Map<number, { resolve(paths: readonly string[]): void; reject(error: Error): void }>();
  let lastId = 0;
  const request = (make: (requestId: number) => EngineRequest) =>
    new Promise<readonly string[]>((resolve, reject) => {
      lastId += 1;
      open.set(lastId, { resolve, reject });
      ask(make(lastId));
    });
  const requests: Pick<WindowHost, 'chooseFiles' | 'chooseSavePath' | 'showInFolder'> = {
    chooseFiles: (purpose) => request((requestId) => ({ type: 'choose-files', requestId, purpose })),
    chooseSavePath: async (suggestedName) => {
      const [path] = await request((requestId) => ({ type: 'choose-save-path', requestId, suggestedName }));
      return path ?? '';
    },
    showInFolder: async (path) => {
      await request((requestId) => ({ type: 'show-in-folder', requestId, path }));
    },
  };
  return {
    requests,
    settle: (order: Extract<EngineOrder, { readonly requestId: number }>) => {
      const waiting = open.get(order.requestId);
      open.delete(order.requestId);
      if (order.type === 'reply') waiting?.resolve(order.paths);
      else waiting?.reject(new Error(order.message));
    },
  };
}
