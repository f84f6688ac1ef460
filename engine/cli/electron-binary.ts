import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/**
 * Electron's executable, found and fetched without `require('electron')`, which would download it unasked and throw
 * where it cannot. Source: index.js and install.js of the electron package.
 */

export interface ElectronPlace {
  /** The folder of the npm package. */
  readonly packageFolder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** Undefined where the electron package is not installed, as in a production installation. */
export function findElectronPackage(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return undefined;
  }
}

/** The executable, if it is there: where ELECTRON_OVERRIDE_DIST_PATH says, else where the installer puts it. */
export function findElectron({ packageFolder, env, platform }: ElectronPlace): string | undefined {
  const name = readIfThere(join(packageFolder, 'path.txt')) ?? executableNames[platform] ?? 'electron';
  const path = join(env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageFolder, 'dist'), name);
  return existsSync(path) ? path : undefined;
}

const executableNames: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

export type ObtainOutcome =
  | { readonly kind: 'obtained'; readonly path: string }
  | { readonly kind: 'failed' }
  /** It was switched off, or the last attempt failed less than a day ago. */
  | { readonly kind: 'not-tried' };

export interface ObtainOptions extends ElectronPlace {
  readonly cacheFolder: string;
  readonly now: number;
  readonly signal: AbortSignal;
  /** Called before anything is downloaded. */
  readonly onStart: () => void;
}

const dayMs = 24 * 60 * 60 * 1000;
/** Offline, together with `probeMs`: under twenty seconds until the browser opens instead. */
const offlineLimitMs = 10_000;
const probeMs = 8_000;
const downloadLimitMs = 10 * 60_000;

const attempt = z.object({ failedAt: z.number() });

/**
 * Runs Electron's own installer. After a failure it is left alone for a day, so that a machine without the network starts
 * at once; LATHE_INSTALL_ELECTRON=1 tries again earlier, LATHE_INSTALL_ELECTRON=0 never tries.
 */
export async function obtainElectron(options: ObtainOptions): Promise<ObtainOutcome> {
  const { packageFolder, env, cacheFolder, now } = options;
  const attemptPath = join(cacheFolder, 'electron-attempt.json');
  const wish = env.LATHE_INSTALL_ELECTRON;
  if (wish === '0' || (wish !== '1' && now - lastFailure(attemptPath) < dayMs)) return { kind: 'not-tried' };
  options.onStart();
  // An archive that an earlier installation left behind serves without the network, so the installer runs in any case.
  const limitMs = (await isReachable(downloadAddress(env))) ? downloadLimitMs : offlineLimitMs;
  await runInstaller(
    join(packageFolder, 'install.js'),
    AbortSignal.any([options.signal, AbortSignal.timeout(limitMs)]),
  );
  options.signal.throwIfAborted();
  const path = findElectron(options);
  if (path === undefined) {
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(attemptPath, JSON.stringify({ failedAt: now } satisfies z.infer<typeof attempt>));
    return { kind: 'failed' };
  }
  rmSync(attemptPath, { force: true });
  return { kind: 'obtained', path };
}

function lastFailure(attemptPath: string): number {
  try {
    return attempt.parse(JSON.parse(readFileSync(attemptPath, 'utf8'))).failedAt;
  } catch {
    return Number.NEGATIVE_INFINITY;
  }
}

const downloadAddress = (env: NodeJS.ProcessEnv) =>
  env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? 'https://github.com/electron/electron/releases/';

async function isReachable(address: string): Promise<boolean> {
  try {
    await fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(probeMs) });
    return true;
  } catch {
    return false;
  }
}

/** Settles when the installer has ended, however it did: what counts is whether the executable is there. */
function runInstaller(script: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const installer = spawn(process.execPath, [script], { stdio: 'ignore', signal, killSignal: 'SIGKILL' });
    // Raised for the abort too, before the process has gone.
    installer.once('error', () => installer.pid === undefined && resolve());
    installer.once('exit', () => resolve());
  });
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
