import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostServices } from '../api/host-services.ts';
import type { ServedRouter } from '../api/served-router.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import type { ProcessHost } from '../runtime/process-host.ts';
import { createAccess, createToken } from '../serve/access.ts';
import { createDownloads } from '../serve/downloads.ts';
import { pageMissing, weakToken } from '../serve/errors.ts';
import { makeScratchFolder } from '../serve/scratch-folder.ts';
import { startServer } from '../serve/server.ts';
import { createUploads } from '../serve/uploads.ts';
import { hasDisplay, openInBrowser } from './browser.ts';
import type { CommandIo } from './command.ts';
import { userDataFolder } from './user-folders.ts';

export interface ServeOptions {
  /** 0 for a free one. */
  readonly port: number;
  /** The address to listen on; anything but loopback is the caller's explicit choice. */
  readonly host: string;
  /** A random one when absent. */
  readonly token?: string;
  /** Absolute path of a model to start with. */
  readonly model?: string;
  /** Whether to open the browser; without a display the address is only printed. */
  readonly open: boolean;
}

export type ServeIo = Pick<CommandIo, 'print' | 'note' | 'signal'>;

/** What is served; tests bring their own. */
export interface ServeParts {
  readonly pageFolder: string;
  createEngine(options: {
    readonly userDataDir: string;
    readonly processHost: ProcessHost;
    readonly host: HostServices;
  }): Promise<{ readonly router: ServedRouter; dispose(): Promise<void> }>;
}

export const builtPage = fileURLToPath(new URL('../../out/renderer/', import.meta.url));

const realParts: ServeParts = {
  pageFolder: builtPage,
  // Loaded late: opening the desktop window takes this file along, but not the engine.
  createEngine: async (options) => (await import('../engine.ts')).createEngine(options),
};

const minTokenLength = 16;

/**
 * Serves the workbench over HTTP until `io.signal` aborts, then ends runners and jobs and removes every temporary file.
 * Prints one line, with the address. Errors: serve.page-missing, serve.weak-token, serve.address-unavailable.
 */
export async function serve(options: ServeOptions, io: ServeIo, parts: ServeParts = realParts): Promise<void> {
  const { host, port, model } = options;
  const log = (error: unknown) => io.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  requireBuiltPage(parts.pageFolder);
  const access = createAccess(options.token === undefined ? createToken() : strongToken(options.token), [
    host,
    hostname(),
  ]);
  const folder = await makeScratchFolder();
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    for (const name of ['uploads', 'downloads']) await mkdir(join(folder, name));
    const uploads = createUploads(join(folder, 'uploads'));
    const downloads = createDownloads(join(folder, 'downloads'));
    const engine = await parts.createEngine({
      userDataDir: userDataFolder(),
      processHost: createNodeProcessHost(),
      host: {
        kind: 'browser',
        ...(model === undefined ? {} : { startModel: model }),
        uploads,
        downloads,
        // A browser has no menu, and nothing opens files from outside.
        subscribe: () => () => {},
      },
    });
    undo.push(() => engine.dispose());
    const server = await startServer({
      router: engine.router,
      host,
      port,
      access,
      uploads,
      downloads,
      pageFolder: parts.pageFolder,
      log,
    });
    undo.push(() => server.close());
    if (!isLoopback(host)) io.note(networkWarning(server.port));
    io.print(`Lathe is ready at ${server.address}`);
    if (options.open) await openIfPossible(server.address, io);
    if (!io.signal.aborted) await once(io.signal, 'abort');
  } finally {
    // One that fails must not keep the others from cleaning up.
    for (const step of undo.reverse()) await step().catch(log);
  }
}

/** Errors: serve.page-missing. */
export function requireBuiltPage(pageFolder: string): void {
  if (!existsSync(join(pageFolder, 'index.html'))) throw pageMissing(pageFolder);
}

function strongToken(token: string): string {
  if (!/^[\w-]+$/.test(token) || token.length < minTokenLength) throw weakToken(minTokenLength);
  return token;
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

const networkWarning = (port: number) =>
  'Anyone on the network who gets hold of the token can read and write files here as you, and nothing on the way is ' +
  `encrypted; safer is to leave --host out and to tunnel: ssh -L ${port}:localhost:${port} THIS-MACHINE`;

async function openIfPossible(address: string, io: ServeIo): Promise<void> {
  if (!hasDisplay(process.platform, process.env)) return;
  if (!(await openInBrowser(address))) io.note('No browser could be opened from here; open the address yourself.');
}
