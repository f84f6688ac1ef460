import type { Locator, Page } from 'playwright/test';
import { expect, test } from './server.ts';

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, target: Locator, backwards = false): Promise<void> {
  await expect(target).toBeVisible();
  for (let press = 0; press < 150; press += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`Tab never reaches ${target}`);
}

test('the whole journey by keyboard alone: open, see, switch, choose, compare, sort, look back, export', async ({
  page,
}) => {
  test.setTimeout(480_000);
  await test.step('open the sample', async () => {
    await tabTo(page, page.getByRole('button', { name: /Inception on Fashion-MNIST/ }));
    await page.keyboard.press('Enter');
    await expect(page.getByText(/^Original: \d+ layers$/)).toBeVisible();
  });

  await test.step('turn to the precision by its shortcut, and switch a variant off and on', async () => {
    await page.keyboard.press('Control+2');
    const fp16 = page.getByRole('checkbox', { name: /^FP16/ });
    await tabTo(page, fp16);
    await page.keyboard.press('Space');
    await expect(fp16).not.toBeChecked();
    await page.keyboard.press('Space');
    await expect(fp16).toBeChecked();
    await tabTo(page, page.getByRole('textbox', { name: 'Runs', exact: true }));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('30');
  });

  await test.step('compare by command palette', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('build and');
    await expect(page.getByRole('option', { name: /Build and compare/ })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('table', { name: /^Figures of every variant/ })).toBeVisible({ timeout: 200_000 });
  });

  await test.step('sort the table, and compare with another baseline', async () => {
    await tabTo(page, page.getByRole('button', { name: 'p50', exact: true }));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('columnheader', { name: 'p50' })).toHaveAttribute('aria-sort', 'ascending');
    await tabTo(page, page.getByRole('button', { name: 'Compare with INT8', exact: true }));
    await page.keyboard.press('Space');
    await expect(page.getByRole('rowheader').first()).toHaveText('INT8');
  });

  await test.step('write a report', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Report', exact: true }));
    await page.keyboard.press('Enter');
    const downloading = page.waitForEvent('download');
    await expect(page.getByRole('menuitem', { name: /HTML/ })).toBeFocused();
    await page.keyboard.press('Enter');
    expect((await downloading).suggestedFilename()).toBe('inception-fashion.report.html');
  });

  await test.step('look back in the history', async () => {
    await page.keyboard.press('Control+5');
    await tabTo(page, page.getByRole('region', { name: 'Runs' }).getByRole('listitem').getByRole('button').first());
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Figures of the run' })).toBeVisible();
  });

  await test.step('export', async () => {
    await page.keyboard.press('Control+3');
    await tabTo(page, page.getByRole('button', { name: 'Download INT8', exact: true }));
    const downloading = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect((await downloading).suggestedFilename()).toMatch(/\.int8\.onnx$/);
  });

  await test.step('list the keys, and close the list', async () => {
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  });
});
