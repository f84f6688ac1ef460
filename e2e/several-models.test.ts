import { fileURLToPath } from 'node:url';
import { findViolations } from './find-violations.ts';
import { expect, test } from './server.ts';

const models = fileURLToPath(new URL('../engine/testing/models/', import.meta.url));

test('files of two models that are opened at once stand side by side, and are measured by turns', async ({ page }) => {
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(['mnist.onnx', 'lenet.prototxt', 'lenet_iter_10000.caffemodel'].map((name) => `${models}${name}`));
  await expect(page.getByRole('heading', { name: '2 models side by side' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Runs', exact: true }).fill('30');
  await page.getByRole('button', { name: 'Measure side by side' }).click();
  const table = page.getByRole('table', { name: /^The open models side by side/ });
  await expect(table.getByRole('row', { name: /mnist\.onnx/ })).toContainText('baseline', { timeout: 30_000 });
  await expect(table.getByRole('row', { name: /lenet/ })).toContainText(/faster|slower|within noise/);
  await expect(page.getByText(/1 thread · batch 1 · .* interleaved rounds/)).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await findViolations(page), colorScheme).toEqual([]);
  }

  await page.reload();
  await page.getByRole('button', { name: 'Side by side' }).click();
  await expect(table.getByRole('row', { name: /mnist\.onnx/ })).toContainText('baseline');
  await table.getByRole('button', { name: 'lenet.prototxt' }).click();
  await expect(page.getByRole('tab', { name: 'Graph' })).toBeVisible();
});
