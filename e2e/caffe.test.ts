import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InferenceSession } from 'onnxruntime-node';
import type { Page } from 'playwright/test';
import { expect, test } from './server.ts';

/** Building and measuring four variants, on a machine that may be busy. */
test.setTimeout(480_000);

const models = fileURLToPath(new URL('../engine/testing/models/', import.meta.url));

/** Drops files on the window, as from a file manager. */
async function drop(page: Page, names: readonly string[]): Promise<void> {
  const files = await Promise.all(
    names.map(async (name) => ({ name, base64: (await readFile(models + name)).toString('base64') })),
  );
  await page.evaluate((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of dropped) {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    for (const type of ['dragover', 'drop']) {
      window.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  }, files);
}

/** Exports a variant from the list that the comparison ends with, and opens it in plain ONNX Runtime. */
async function exportVariant(page: Page, name: RegExp): Promise<InferenceSession> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name }).last().click();
  return InferenceSession.create(await readFile(await (await downloading).path()));
}

/** Builds and measures what the step before chose under Precision. */
async function compare(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Runs', exact: true }).fill('30');
  await page.getByRole('button', { name: 'Build and compare' }).click();
  await expect(page.getByRole('table', { name: /^Figures of every variant/ }).first()).toBeVisible({
    timeout: 300_000,
  });
}

test('a Caffe network and its weights, dropped together: see, fuse, compare, export', async ({ page }) => {
  await drop(page, ['lenet_iter_10000.caffemodel', 'lenet.prototxt']);
  await expect(page.getByRole('heading', { name: 'lenet.prototxt' })).toBeVisible();
  await expect(page.getByText(/^Original: 8 layers$/)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Architecture only')).toBeHidden();
  await page.getByRole('tab', { name: 'Precision' }).click();
  await page.getByRole('checkbox', { name: /^INT8 8-bit integers/ }).check();
  await page
    .getByRole('radio', { name: /Random/ })
    .first()
    .click();
  await compare(page);
  const session = await exportVariant(page, /^Download INT8$/);
  expect(session.inputNames).toEqual(['data']);
  await session.release();
});

test('a Caffe network alone is an architecture: seen at once, run with random weights on request', async ({ page }) => {
  await drop(page, ['bvlc_googlenet_deploy.prototxt']);
  await expect(page.getByText(/^Original: 141 layers$/)).toBeVisible({ timeout: 60_000 });
  const notice = page.getByRole('region', { name: 'Weights' });
  await expect(notice).toContainText('The weights are not here');
  await notice.getByRole('button', { name: 'Use random weights' }).click();
  await expect(notice).toContainText('outputs and accuracy mean nothing');
  await page.getByRole('tab', { name: 'Precision' }).click();
  await page.getByRole('checkbox', { name: /^FP32/ }).uncheck();
  await compare(page);
  await expect(page.getByText(/architecture only: random weights/).first()).toBeVisible();
  const session = await exportVariant(page, /^Download FP16$/);
  expect(session.outputNames).toEqual(['prob']);
  await session.release();
});
