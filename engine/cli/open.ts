import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageMissing } from '../serve/errors.ts';
import { hasDisplay } from './browser.ts';
import { findElectron, findElectronPackage, obtainElectron } from './electron-binary.ts';
import { requireBuiltPage, type ServeIo, type ServeOptions, serve } from './serve.ts';
import { cacheFolder } from './user-folders.ts';

export interface OpenOptions {
  /** Absolute path of a model to start with. */
  readonly model?: string;
}

/** The machine that the window would open on; tests bring their own. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly isRoot: boolean;
  /** The folder whose package.json names the desktop application; `out/` is in it. */
  readonly applicationFolder: string;
  readonly electronPackage: string | undefined;
  readonly cacheFolder: string;
  serve(options: ServeOptions, io: ServeIo): Promise<void>;
}

const thisMachine = (): Machine => ({
  platform: process.platform,
  env: process.env,
  isRoot: process.getuid?.() === 0,
  applicationFolder: fileURLToPath(new URL('../../', import.meta.url)),
  electronPackage: findElectronPackage(),
  cacheFolder: cacheFolder(),
  serve,
});

/**
 * Opens the workbench in its desktop window and waits until that is closed. Where there can be no window, it says why in
 * one sentence and serves the same workbench to the browser. Errors: serve.page-missing, serve.address-unavailable.
 */
export async function openWorkbench({ model }: OpenOptions, io: ServeIo, machine = thisMachine()): Promise<void> {
  requireBuiltPage(join(machine.applicationFolder, 'out/renderer'));
  const window = await openWindow(model, io, machine);
  if (window.kind === 'closed') return;
  io.note(window.reason);
  const options = { port: 0, host: '127.0.0.1', open: true };
  await machine.serve(model === undefined ? options : { ...options, model }, io);
}

type WindowOutcome = { readonly kind: 'closed' } | { readonly kind: 'impossible'; readonly reason: string };

const impossible = (reason: string): WindowOutcome => ({ kind: 'impossible', reason });

async function openWindow(model: string | undefined, io: ServeIo, machine: Machine): Promise<WindowOutcome> {
  const { platform, env, isRoot, applicationFolder } = machine;
  if (!hasDisplay(platform, env))
    return impossible('There is no display here, so the workbench is served for a browser.');
  // Chromium cannot sandbox a page for root, and a page without its sandbox would be root's.
  const needsNoSandbox = platform === 'linux' && isRoot;
  if (needsNoSandbox && env.LATHE_NO_SANDBOX !== '1') {
    return impossible(
      "Electron's sandbox does not work for root, so the same workbench is served in the browser; LATHE_NO_SANDBOX=1 opens the window without it.",
    );
  }
  const electron = await findOrObtain(io, machine);
  if (typeof electron !== 'string') return electron;
  if (!existsSync(join(applicationFolder, 'out/main/main.js'))) throw pageMissing(join(applicationFolder, 'out'));
  const args = [
    ...(needsNoSandbox ? ['--no-sandbox'] : []),
    applicationFolder,
    ...(model === undefined ? [] : [model]),
  ];
  return runWindow(electron, args, env, io.signal);
}

async function findOrObtain(io: ServeIo, machine: Machine): Promise<string | WindowOutcome> {
  const { electronPackage: packageFolder, env, platform, cacheFolder: folder } = machine;
  if (packageFolder === undefined) {
    return impossible('Electron is not installed, so the same workbench is served in the browser.');
  }
  const found = findElectron({ packageFolder, env, platform });
  if (found !== undefined) return found;
  const outcome = await obtainElectron({
    packageFolder,
    env,
    platform,
    cacheFolder: folder,
    now: Date.now(),
    signal: io.signal,
    onStart: () => io.note('Getting Electron (about 120 MB, once)...'),
  });
  switch (outcome.kind) {
    case 'obtained':
      return outcome.path;
    case 'failed':
      return impossible('Electron could not be downloaded, so the same workbench is served in the browser.');
    case 'not-tried':
      return impossible(
        'Electron is not installed, so the same workbench is served in the browser; LATHE_INSTALL_ELECTRON=1 downloads it.',
      );
  }
}

/** A window that ends sooner than this with an error has not been seen by anybody. */
const startupMs = 5000;

/** Shows the window until the user closes it or `signal` aborts. */
function runWindow(
  electron: string,
  args: readonly string[],
  { ELECTRON_RUN_AS_NODE: _, ...env }: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<WindowOutcome> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const fail = (cause: string) =>
      resolve(impossible(`Electron could not start (${cause}), so the same workbench is served in the browser.`));
    const child = spawn(electron, args, { stdio: 'inherit', env });
    const stop = () => child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    child.once('error', ({ message }) => fail(message));
    child.once('exit', (code, endedBy) => {
      signal.removeEventListener('abort', stop);
      const isEarly = performance.now() - startedAt < startupMs;
      if (code === 0 || signal.aborted || !isEarly) resolve({ kind: 'closed' });
      else fail(endedBy ?? `exit code ${code}`);
    });
  });
}
