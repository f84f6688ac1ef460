import { readFile } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import { expect, test } from './server.ts';

test('from the sample to a smaller, faster model: open, see, choose, compare, export', async ({ page }) => {
  await test.step('open the built-in sample', async () => {
    await page.getByRole('button', { name: /Inception on Fashion-MNIST/ }).click();
    await expect(page.getByRole('tab', { name: 'Graph' })).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('see what was fused, and select it in both graphs', async () => {
    await expect(page.getByText(/^Original: \d+ layers$/)).toBeVisible();
    await expect(page.getByText(/^Fused: \d+ layers$/)).toBeVisible();
    await page.getByRole('button', { name: /fuse-batch-norm-into-conv/ }).click();
    const fused = page.getByRole('tabpanel', { name: /^Fused/ });
    await fused.getByRole('listitem').getByRole('button').first().click();
    await expect(page.getByRole('complementary').getByText('BatchNormalization').first()).toBeVisible();
  });

  await test.step('choose precisions; the sample brings its data', async () => {
    await page.getByRole('tab', { name: 'Precision' }).click();
    for (const name of [/^FP32/, /^FP16/, /^INT8(?! dynamic)/])
      await expect(page.getByRole('checkbox', { name })).toBeChecked();
    await expect(page.getByLabel('Samples').first()).toHaveValue(/calibration-images/);
    await page.getByRole('textbox', { name: 'Runs', exact: true }).fill('30');
  });

  await test.step('compare: every variant with its five figures, and the conditions', async () => {
    await page.getByRole('button', { name: 'Build and compare' }).click();
    await expect(page.getByRole('progressbar')).toBeVisible();
    const table = page.getByRole('table', { name: /^Figures of every variant/ });
    await expect(table).toBeVisible({ timeout: 200_000 });
    for (const label of ['Original', 'Optimized FP32', 'FP16', 'INT8']) {
      const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: label, exact: true }) });
      await expect(row).not.toContainText('Not measured');
      await expect(row).toContainText(/9[45]\.\d\d/);
    }
    await expect(page.getByText(/1 thread · batch 1 · .* interleaved rounds/).first()).toBeVisible();
  });

  await test.step('export INT8; the file runs in plain ONNX Runtime', async () => {
    const downloading = page.waitForEvent('download');
    await page
      .getByRole('button', { name: /^Download INT8$/ })
      .last()
      .click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/\.int8\.onnx$/);
    const bytes = await readFile(await download.path());
    expect(bytes.byteLength).toBeLessThan(600_000);
    const session = await InferenceSession.create(bytes);
    expect(session.inputNames).toEqual(['image']);
    await session.release();
  });
});

test('jobs wait in line, are reordered and cancelled there, and a reloaded page finds the same line; cancelling answers at once', async ({
  page,
}) => {
  await page.getByRole('button', { name: /Inception on Fashion-MNIST/ }).click();
  await page.getByRole('tab', { name: 'Compare' }).click();
  await page.getByRole('button', { name: 'Build and compare' }).click();
  await expect(page.getByText(/Measuring/)).toBeVisible({ timeout: 60_000 });

  await test.step('two more comparisons wait behind it', async () => {
    for (const runs of ['40', '50']) {
      await page.getByRole('tab', { name: 'Precision' }).click();
      await page.getByRole('textbox', { name: 'Runs', exact: true }).fill(runs);
      await page.getByRole('button', { name: 'Build and compare' }).click();
    }
    await page.reload();
    await page.getByRole('button', { name: 'Jobs: 1 running, 2 waiting' }).click();
  });

  await test.step('the last moves up, and both are cancelled', async () => {
    const line = page.getByRole('list', { name: 'Running and waiting' });
    const places = line.getByRole('listitem');
    await expect(places).toHaveCount(3);
    const last = await places.nth(2).getAttribute('data-job');
    await places
      .nth(2)
      .getByRole('button', { name: /^Earlier/ })
      .click();
    await expect(places.nth(1)).toHaveAttribute('data-job', last ?? '');
    for (const left of [2, 1]) {
      await places
        .nth(left)
        .getByRole('button', { name: /^Cancel/ })
        .click();
      await expect(places).toHaveCount(left);
    }
    await expect(places.nth(0).getByRole('progressbar')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Compare' }).click();
  });

  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('progressbar')).toBeHidden({ timeout: 2_000 });
  await expect(page.getByRole('button', { name: 'Build and compare' })).toBeEnabled();
});
