import type { Page } from 'playwright/test';
import { findViolations } from './find-violations.ts';
import { expect, test } from './server.ts';

const schemes = ['light', 'dark'] as const;

async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await findViolations(page), `${screen}, ${colorScheme}`).toEqual([]);
  }
}

test('axe finds no violation on any screen, light and dark', async ({ page }) => {
  // axe looks at every box of the graph, several times.
  test.setTimeout(600_000);
  await test.step('start', async () => {
    await expect(page.getByRole('button', { name: /Inception on Fashion-MNIST/ })).toBeVisible();
    await expectAccessible(page, 'start');
  });

  await test.step('graph', async () => {
    await page.getByRole('button', { name: /Inception on Fashion-MNIST/ }).click();
    await expect(page.getByText(/^Original: \d+ layers$/)).toBeVisible();
    await expectAccessible(page, 'graph');
  });

  await test.step('precision', async () => {
    await page.getByRole('tab', { name: 'Precision' }).click();
    await page.getByRole('textbox', { name: 'Runs', exact: true }).fill('30');
    for (const name of [/^FP16/, /^INT8 8-bit integers/]) await page.getByRole('checkbox', { name }).uncheck();
    await expectAccessible(page, 'precision');
  });

  await test.step('compare, empty, running and done', async () => {
    await page.getByRole('tab', { name: 'Compare' }).click();
    await expectAccessible(page, 'compare before the first comparison');
    await page.getByRole('button', { name: 'Build and compare' }).click();
    await expect(page.getByRole('progressbar')).toBeVisible();
    await expectAccessible(page, 'a running comparison');
    await page.getByRole('button', { name: 'Jobs: 1 running, 0 waiting' }).click();
    await expect(page.getByRole('dialog', { name: 'Jobs' })).toBeVisible();
    await expectAccessible(page, 'jobs');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('table', { name: /^Figures of every variant/ })).toBeVisible({ timeout: 400_000 });
    await expectAccessible(page, 'report');
  });

  await test.step('history, its list, one run', async () => {
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('region', { name: 'Runs' }).getByRole('button').first().click();
    await expect(page.getByRole('region', { name: 'Figures of the run' })).toBeVisible();
    await expectAccessible(page, 'history');
  });

  await test.step('shortcuts, commands and a refusal', async () => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Commands' })).toBeVisible();
    await expectAccessible(page, 'commands');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, 'shortcuts');
    await page.keyboard.press('Escape');
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'broken.onnx', mimeType: 'application/octet-stream', buffer: Buffer.from('no model') });
    await expect(page.getByRole('alert')).toBeVisible();
    await expectAccessible(page, 'refusal');
  });
});
