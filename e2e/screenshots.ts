/**
 * Takes a picture of every step of the journey on the built-in sample, at two sizes, light and dark:
 *
 *     npm run build && npx tsx e2e/screenshots.ts FOLDER
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { findChromium } from './find-chromium.ts';
import { startServer } from './server.ts';

const [folder = 'test-results/screenshots'] = process.argv.slice(2);
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
];
const themes = ['light', 'dark'] as const;

await mkdir(folder, { recursive: true });
const server = await startServer();
const executablePath = findChromium();
const browser = await chromium.launch({
  args: ['--no-sandbox', '--disable-gpu'],
  ...(executablePath && { executablePath }),
});
try {
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.getByRole('button', { name: /Inception on Fashion-MNIST/ }).waitFor();
  await shoot(page, '1-start');
  await page.getByRole('button', { name: /Inception on Fashion-MNIST/ }).click();
  await page.getByText(/^Original: \d+ layers$/).waitFor();
  await shoot(page, '2-graph');
  await page.getByRole('button', { name: /fuse-batch-norm-into-conv/ }).click();
  await page.getByRole('listitem').getByRole('button').first().click();
  await shoot(page, '3-selection');
  await page.getByRole('tab', { name: 'Precision' }).click();
  await shoot(page, '4-precision');
  await page.getByRole('tab', { name: 'Compare' }).click();
  await page.getByRole('button', { name: 'Build and compare' }).click();
  await page
    .getByText(/Measuring|Calibrating/)
    .first()
    .waitFor();
  await shoot(page, '5-running');
  await page.getByRole('table', { name: /^Figures of every variant/ }).waitFor({ timeout: 300_000 });
  await shoot(page, '6-report');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'broken.onnx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('this is not a model at all'),
    });
  await page.getByRole('alert').waitFor();
  await shoot(page, '7-refused');
} finally {
  await browser.close();
  await server.stop();
}

async function shoot(page: Page, step: string): Promise<void> {
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const size of sizes) {
      await page.setViewportSize(size);
      // The graph is drawn on the next frames after a resize.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(folder, `${step}-${size.width}-${theme}.png`) });
    }
  }
}
