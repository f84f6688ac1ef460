import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { BridgeMessage, LatheBridge } from '../../electron/preload-api.ts';
import type { AppEvent, Contract, JobEvent, JobId, JobView, Result, UiSettings } from '../../engine/api/contract.ts';
import { type ConnectionState, createReconnectingLink, type OpenLink } from './reconnecting-link.ts';
import { keepFollowing } from './streams.ts';
import { type Upload, type UploadOptions, uploadFiles } from './upload.ts';

type FullRpc = ContractRouterClient<Contract>;

/**
 * The contract as functions, without its streams. A method never rejects: a lost connection is `{ ok: false }` too.
 * Only an aborted call rejects, with an AbortError.
 */
export type WorkbenchRpc = Omit<FullRpc, 'app' | 'jobs'> & {
  readonly app: Omit<FullRpc['app'], 'events'>;
  readonly jobs: Omit<FullRpc['jobs'], 'watch' | 'queue'>;
};

/** All that the window knows of the engine. */
export interface WorkbenchClient {
  readonly rpc: WorkbenchRpc;
  readonly connection: {
    getState(): ConnectionState;
    subscribe(listener: () => void): () => void;
  };
  /** Follows a job to its end, across lost connections. Ends quietly when `signal` aborts. */
  watchJob(jobId: JobId, signal: AbortSignal): AsyncIterable<JobEvent>;
  /** The engine's queue, now and after every change, across lost connections, until `signal` aborts. */
  jobQueue(signal: AbortSignal): AsyncIterable<readonly JobView[]>;
  /** Files opened from outside and menu commands, across lost connections, until `signal` aborts. */
  appEvents(signal: AbortSignal): AsyncIterable<AppEvent>;
  /** Sends files to a host that cannot read this machine's files. */
  upload(files: readonly File[], options: UploadOptions): Promise<Result<Upload>>;
  /** The path of a dropped or chosen file; '' in the browser, where files must be uploaded. */
  pathOf(file: File): string;
  /** Tells the window's frame and menus; the page itself is `applyTheme`'s. */
  setHostTheme(theme: UiSettings['theme']): void;
  /** Lets the browser save what `exports.start` prepared. */
  download(downloadPath: string): void;
}

declare global {
  interface Window {
    readonly lathe?: LatheBridge;
  }
}

export function createWorkbenchClient(): WorkbenchClient {
  const bridge = window.lathe;
  if (bridge === undefined) return createClient({ open: openSocket, pathOf: () => '', setHostTheme: () => {} });
  return createClient({
    open: createPortOpener(bridge),
    pathOf: bridge.getPathForFile,
    setHostTheme: bridge.setTheme,
  });
}

interface Host extends Pick<WorkbenchClient, 'pathOf' | 'setHostTheme'> {
  readonly open: OpenLink;
}

/** Binds the contract to a host; apart from `createWorkbenchClient` so that tests bring their own. */
export function createClient({ open, pathOf, setHostTheme }: Host): WorkbenchClient {
  const { link, connection, whenOpen } = createReconnectingLink(open);
  const rpc: FullRpc = createORPCClient(link);
  return {
    rpc,
    connection,
    watchJob: (jobId, signal) =>
      keepFollowing(() => rpc.jobs.watch({ jobId }, { signal }), { whenOpen, signal, isLast: isFinal }),
    jobQueue: (signal) =>
      keepFollowing(() => rpc.jobs.queue(undefined, { signal }), { whenOpen, signal, isLast: () => false }),
    appEvents: (signal) =>
      keepFollowing(() => rpc.app.events(undefined, { signal }), { whenOpen, signal, isLast: () => false }),
    upload: uploadFiles,
    pathOf,
    setHostTheme,
    download: (downloadPath) => {
      const anchor = document.createElement('a');
      anchor.href = downloadPath;
      anchor.download = '';
      anchor.click();
    },
  };
}

const isFinal = (event: JobEvent) => event.type === 'done' || event.type === 'failed' || event.type === 'cancelled';

const openSocket: OpenLink = () =>
  new Promise((resolve, reject) => {
    const address = new URL('rpc', document.baseURI);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const websocket = new WebSocket(address);
    websocket.binaryType = 'arraybuffer';
    const link = new SocketLink({ websocket });
    const closed = new Promise<void>((settle) => websocket.addEventListener('close', () => settle(), { once: true }));
    websocket.addEventListener('open', () => resolve({ link, closed }), { once: true });
    void closed.then(() => reject(new Error(`${address.host} does not answer`)));
  });

/** Opens connections through the preload script. One listener for the page's life: the last news may come at any time. */
function createPortOpener(bridge: LatheBridge): OpenLink {
  let receivePort: (port: MessagePort) => void = () => {};
  let engineIsGone = () => {};
  window.addEventListener('message', (event: MessageEvent<BridgeMessage>) => {
    if (event.source !== window) return;
    const port = event.ports[0];
    if (event.data.type === 'lathe:port' && port !== undefined) receivePort(port);
    else if (event.data.type === 'lathe:engine-stopped' && !event.data.restarting) engineIsGone();
  });
  return (giveUp) =>
    new Promise((resolve) => {
      engineIsGone = giveUp;
      receivePort = (port) => {
        const closed = new Promise<void>((settle) => port.addEventListener('close', () => settle(), { once: true }));
        const link = new PortLink({ port });
        port.start();
        resolve({ link, closed });
      };
      bridge.requestPort();
    });
}
