import { expect, test } from './server.ts';

test('a page that is reloaded or crashes in the middle of a comparison finds it going on, and its report', async ({
  page,
  server,
  context,
}) => {
  test.setTimeout(480_000);
  await page.getByRole('button', { name: /Inception on Fashion-MNIST/ }).click();
  await page.getByRole('tab', { name: 'Precision' }).click();
  await page.getByRole('textbox', { name: 'Runs', exact: true }).fill('200');
  await page.getByRole('button', { name: 'Build and compare' }).click();
  await expect(page.getByText(/Calibrating|Measuring/).first()).toBeVisible({ timeout: 60_000 });

  await page.reload();
  await page.getByRole('tab', { name: 'Compare' }).click();
  const job = page.getByRole('region', { name: 'Running comparison' });
  await expect(job).toBeVisible();
  // What it had said before is there too.
  await expect(job.getByRole('textbox', { name: 'Log' })).toHaveValue(/Original: built/);

  // The renderer's process dies; the engine does not notice.
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // A page that is gone does not answer.
  void session.send('Page.crash').catch(() => {});
  await crashed;
  const reopened = await context.newPage();
  await reopened.goto(server.url);
  await reopened.getByRole('tab', { name: 'Compare' }).click();
  await expect(reopened.getByRole('region', { name: 'Running comparison' })).toBeVisible();
  const table = reopened.getByRole('table', { name: /^Figures of every variant/ });
  await expect(table).toBeVisible({ timeout: 400_000 });
  await expect(table.getByRole('rowheader', { name: 'INT8', exact: true })).toBeVisible();
  await reopened.getByRole('tab', { name: 'History' }).click();
  await expect(reopened.getByRole('region', { name: 'Runs' }).getByRole('listitem')).toHaveCount(1);
});
