import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron as electron, expect, test } from 'playwright/test';
import { hasDisplay } from '../engine/cli/browser.ts';
import { findElectron, findElectronPackage } from '../engine/cli/electron-binary.ts';

const main = fileURLToPath(new URL('../out/main/main.js', import.meta.url));
const packageFolder = findElectronPackage();
const executablePath = packageFolder && findElectron({ packageFolder, env: process.env, platform: process.platform });
const obstacle = findObstacle();

test('the desktop window opens on the start screen, in its sandbox, with a live engine', async () => {
  // The reporters name a skipped test, but not why.
  if (obstacle !== undefined) console.log(`Skipped: ${obstacle}.`);
  test.skip(obstacle !== undefined, obstacle);
  expect(existsSync(main), 'npm run build comes first').toBe(true);
  const userData = await mkdtemp(join(tmpdir(), 'lathe-electron-'));
  const application = await electron.launch({
    ...(executablePath && { executablePath }),
    // Chromium has no sandbox for root, which is who tests in containers.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), main],
    env: { ...environment(), LATHE_USER_DATA: userData },
  });
  try {
    const page = await application.firstWindow();
    await expect(page.getByRole('heading', { name: 'Lathe' })).toBeVisible();
    // Only a running engine knows the samples.
    await expect(page.getByText('Inception on Fashion-MNIST')).toBeVisible();
    expect(page.url()).toBe('app://lathe/index.html');
    expect(
      await page.evaluate(() => [
        typeof Reflect.get(globalThis, 'require'),
        Object.keys(Reflect.get(globalThis, 'lathe')).sort(),
      ]),
    ).toEqual(['undefined', ['getPathForFile', 'requestPort', 'setTheme']]);
  } finally {
    await application.close();
    await rm(userData, { recursive: true, force: true });
  }
});

function findObstacle(): string | undefined {
  if (executablePath === undefined) {
    return "Electron's binary is not installed (LATHE_INSTALL_ELECTRON=1 npm start gets it)";
  }
  if (!hasDisplay(process.platform, process.env)) return 'there is no display for a window';
  return undefined;
}

const environment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== 'ELECTRON_RUN_AS_NODE',
    ),
  );
