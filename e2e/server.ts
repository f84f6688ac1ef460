import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test as base } from 'playwright/test';

const root = fileURLToPath(new URL('..', import.meta.url));

export interface Server {
  /** The address with its token. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `lathe serve` as a user would, with settings of its own. */
export async function startServer(args: readonly string[] = []): Promise<Server> {
  const userData = await mkdtemp(join(tmpdir(), 'lathe-journey-'));
  // The first start's tour would lie over what journeys click on.
  await writeFile(join(userData, 'settings.json'), JSON.stringify({ tourSeen: true }));
  const child = spawn(process.execPath, ['--import', 'tsx', 'engine/cli/main.ts', 'serve', ...args], {
    cwd: root,
    env: { ...process.env, LATHE_USER_DATA: userData, INIT_CWD: root },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(userData, { recursive: true, force: true });
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`lathe serve ended with ${code} before it was ready`)));
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      const address = /http:\/\/\S+/.exec(line)?.[0];
      if (address) resolve(address);
    });
  });
}

/** A page on a server of its own for each journey; fails on errors that the page raises or logs. */
export const test = base.extend<{ readonly server: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright finds a fixture's dependencies in this pattern.
  server: async ({}, use) => {
    const server = await startServer();
    await use(server);
    await server.stop();
  },
  page: async ({ page, server }, use) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(server.url);
    await use(page);
    base.expect(problems, 'errors on the page').toEqual([]);
  },
});

export { expect } from 'playwright/test';
