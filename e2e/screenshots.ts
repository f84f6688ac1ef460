/**
 * Takes a picture of every panel and state of the window, at three sizes, light and dark:
 *
 *     npm run build && npx tsx e2e/screenshots.ts FOLDER [PART...]
 *
 * Parts: 'graph', 'compare', 'tune', 'files'; all by default. A step that cannot be reached is named at the end, and the others go on.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { scopedTransformer } from '../bench/scoped-transformer.ts';
import { exportOnnx } from '../engine/export/export-onnx.ts';
import { findChromium } from './find-chromium.ts';
import { startServer } from './server.ts';

/** Building and measuring on a machine that may be busy. */
const LONG_MS = 600_000;

const [folder = 'test-results/screenshots', ...chosen] = process.argv.slice(2);
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
  { width: 2560, height: 1440 },
];
const themes = ['light', 'dark'] as const;
const models = fileURLToPath(new URL('../engine/testing/models/', import.meta.url));

const parts: Readonly<Record<string, (page: Page) => Promise<void>>> = { graph, compare, tune, files };
const failures: string[] = [];
let openedPage: Page | undefined;

await mkdir(folder, { recursive: true });
const executablePath = findChromium();
const browser = await chromium.launch({
  args: ['--no-sandbox', '--disable-gpu'],
  ...(executablePath && { executablePath }),
});
try {
  for (const [name, take] of Object.entries(parts))
    if (chosen.length === 0 || chosen.includes(name)) await withPage(browser, take);
} finally {
  await browser.close();
}
if (failures.length > 0) {
  process.stderr.write(`Not taken:\n${failures.join('\n')}\n`);
  process.exitCode = 1;
}

async function withPage(inBrowser: Browser, take: (page: Page) => Promise<void>): Promise<void> {
  const server = await startServer();
  openedPage = await inBrowser.newPage({ viewport: { width: 1440, height: 900 } });
  openedPage.setDefaultTimeout(60_000);
  try {
    await openedPage.goto(server.url);
    await openedPage.getByRole('button', { name: /Inception on Fashion-MNIST/ }).waitFor();
    await take(openedPage);
  } finally {
    await openedPage.close();
    await server.stop();
  }
}

async function openSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Inception on Fashion-MNIST/ }).click();
  await page.getByText(/^Fused: [\d,]+ layers$/).waitFor({ timeout: LONG_MS });
}

async function graph(page: Page): Promise<void> {
  await step('start', async () => {});
  await step('start-shortcuts', () => page.keyboard.press('?'));
  await page.keyboard.press('Escape');
  await openSample(page);
  await step('graph', async () => {});
  await step('graph-selection', async () => {
    await page.getByRole('button', { name: /fuse-batch-norm-into-conv/ }).click();
    await page
      .getByRole('tabpanel', { name: /^Fused/ })
      .getByRole('listitem')
      .getByRole('button')
      .first()
      .click();
  });
  await step('graph-inspector', async () => {
    await page.locator('[data-pane="before"] .react-flow__node button').nth(2).click();
    await page.getByRole('button', { name: 'Preview values' }).first().click();
    await page.getByRole('button', { name: 'Hide values' }).waitFor();
  });
  await step('graph-path', async () => {
    const boxes = page.locator('[data-pane="before"] .react-flow__node button');
    await boxes.nth(1).click();
    await boxes.nth(4).click({ modifiers: ['Shift'] });
  });
  await page.keyboard.press('Escape');
  await step('graph-filter', async () => {
    await page.getByRole('button', { name: 'Filter by operator' }).click();
    await page.getByRole('menuitemcheckbox').first().click();
  });
  await step('graph-filtered', () => page.keyboard.press('Escape'));
  await page.getByRole('button', { name: /^Filter by operator:/ }).click();
  await page.getByRole('menuitem', { name: 'Show all' }).click();
  await step('graph-difference', () => page.getByRole('radio', { name: 'Difference' }).click());
  await page.getByRole('radio', { name: 'Both' }).click();
  await step('graph-overlay', async () => {
    await page.getByRole('combobox', { name: 'Colours' }).click();
    await page.getByRole('option', { name: /work/i }).first().click();
  });
  await step('graph-search', () => page.getByLabel('Find in graph').fill('relu'));
  await page.getByLabel('Find in graph').fill('');
  await step('graph-whole', () => page.getByRole('button', { name: 'Show all (F)' }).click());
  await step('graph-picture', () => page.getByRole('button', { name: 'Save a picture' }).click());
  await page.keyboard.press('Escape');
  await step('fusions-refused', () => page.getByRole('tab', { name: /^Not fused/ }).click());
  await step('fusions-parallel', () => page.getByRole('tab', { name: /^Parallel/ }).click());
  await step('stage', () => page.getByRole('button', { name: /^Simplify/ }).click());
  await step('palette', () => page.keyboard.press('Control+k'));
  await page.keyboard.press('Escape');
  await step('about', () => page.getByRole('button', { name: 'About this model' }).click());
  await page.keyboard.press('Escape');
  await step('providers', () => page.getByRole('button', { name: 'Execution providers' }).click());
  await page.keyboard.press('Escape');
}

async function compare(page: Page): Promise<void> {
  await openSample(page);
  await step('history-empty', () => page.getByRole('tab', { name: 'History' }).click());
  await step('compare-empty', () => page.getByRole('tab', { name: 'Compare' }).click());
  await step('precision', () => page.getByRole('tab', { name: 'Precision' }).click());
  await page.getByRole('textbox', { name: 'Runs', exact: true }).fill('30');
  await step('precision-mixed', () => page.getByRole('checkbox', { name: /^Mixed/ }).check());
  await step('compare-running', async () => {
    await page.getByRole('button', { name: 'Build and compare' }).click();
    await page
      .getByText(/Measuring|Calibrating/)
      .first()
      .waitFor({ timeout: LONG_MS });
  });
  await step('jobs', async () => {
    await page.getByRole('textbox', { name: 'Batch sizes' }).fill('1 2');
    await page.getByRole('button', { name: 'Measure throughput' }).click();
    await page.getByRole('tab', { name: 'Tune' }).click();
    await page.getByRole('button', { name: 'Find the fastest plan' }).click();
    await page.getByRole('button', { name: /^Jobs: 1 running, 2 waiting/ }).click();
    await page.getByRole('button', { name: /^Log of Compare/ }).click();
  });
  await page.getByRole('button', { name: 'Cancel: Find the fastest plan' }).click();
  await page.getByRole('button', { name: /^Cancel: Measure the throughput/ }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Compare' }).click();
  await page.getByRole('table', { name: /^Figures of every variant/ }).waitFor({ timeout: LONG_MS });
  await step('report', async () => {});
  await step('report-below', () => scrollTo(page, 0.5));
  await step('report-end', () => scrollTo(page, 1));
  await page.getByRole('tab', { name: 'Precision' }).click();
  await step('precision-ranges', async () => {
    const ranges = page.getByRole('heading', { name: 'Calibrated ranges' });
    await ranges.waitFor();
    await ranges.scrollIntoViewIfNeeded();
    await scrollTo(page, 1);
  });
  await page.getByRole('tab', { name: 'Graph' }).click();
  await step('graph-measured', () => page.locator('[data-pane="after"] .react-flow__node button').nth(2).click());
  for (const name of [/^FP16/, /^Mixed/]) {
    await page.getByRole('tab', { name: 'Precision' }).click();
    await page.getByRole('checkbox', { name }).uncheck();
  }
  await page.getByRole('button', { name: 'Build and compare' }).click();
  await page.getByRole('progressbar').waitFor();
  await page.getByRole('progressbar').waitFor({ state: 'detached', timeout: LONG_MS });
  await page.getByRole('tab', { name: 'History' }).click();
  const runs = page.getByRole('region', { name: 'Runs' });
  await step('history', () => runs.getByRole('listitem').getByRole('button').first().click());
  await step('history-two-runs', async () => {
    for (const box of await runs.getByRole('checkbox').all()) await box.check();
  });
}

async function tune(page: Page): Promise<void> {
  await openSample(page);
  await step('tune', () => page.getByRole('tab', { name: 'Tune' }).click());
  await step('tune-running', async () => {
    await page.getByLabel('Time limit, min').fill('1');
    await page.getByRole('region', { name: 'Search' }).getByRole('button').last().click();
    await page.getByRole('progressbar').first().waitFor();
    await page.waitForTimeout(20_000);
  });
  await page.getByRole('progressbar').first().waitFor({ state: 'detached', timeout: LONG_MS });
  await step('tune-answer', async () => {});
}

async function files(page: Page): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'lathe-screenshots-'));
  try {
    await step('refused', async () => {
      const file = join(scratch, 'broken.onnx');
      await writeFile(file, 'this is not a model at all');
      await openPath(page, file);
      await page.getByRole('alert').waitFor();
    });
    await step('conversion-hint', async () => {
      const file = join(scratch, 'weights.pt');
      // A PyTorch file is a ZIP archive that begins with its pickle.
      await writeFile(file, Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), Buffer.from('archive/data.pkl')]));
      await openPath(page, file);
      await page.getByRole('alert').waitFor();
    });
    await step('caffe-without-weights', async () => {
      await openPath(page, join(models, 'bvlc_googlenet_deploy.prototxt'));
      await page.getByText(/^Fused: [\d,]+ layers$/).waitFor({ timeout: LONG_MS });
    });
    const together = ['mnist.onnx', 'lenet.prototxt', 'lenet_iter_10000.caffemodel'];
    await step('side-by-side', async () => {
      await page
        .locator('input[type=file]')
        .first()
        .setInputFiles(together.map((name) => join(models, name)));
      await page.getByRole('heading', { name: /models side by side$/ }).waitFor({ timeout: LONG_MS });
    });
    await step('side-by-side-measured', async () => {
      for (const box of await page.getByRole('checkbox', { name: /deploy\.prototxt/ }).all()) await box.uncheck();
      await page.getByRole('button', { name: 'Measure side by side' }).click();
      await page.getByText(/interleaved rounds/).waitFor({ timeout: LONG_MS });
    });
    await step('huge', async () => {
      const file = join(scratch, 'huge.onnx');
      await writeFile(file, generated(5000));
      await page.getByRole('button', { name: /^Open another model/ }).click({ trial: true });
      await page.locator('input[type=file]').first().setInputFiles(file);
      await page.getByRole('heading', { name: 'huge.onnx' }).waitFor({ timeout: LONG_MS });
      await page.getByText(/^Fused: [\d,]+ layers$/).waitFor({ timeout: LONG_MS });
    });
    await step('huge-all-nodes', async () => {
      await page.getByRole('radio', { name: 'All nodes' }).click();
      await page.waitForTimeout(3000);
      await page.getByRole('button', { name: 'Show all (F)' }).click();
    });
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function openPath(page: Page, path: string): Promise<void> {
  await page.getByPlaceholder(/path on the machine/).fill(path);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
}

function generated(nodeCount: number): Uint8Array {
  return exportOnnx({
    graph: scopedTransformer(nodeCount),
    irVersion: 10,
    producerName: 'screenshots',
    producerVersion: '',
    domain: '',
    modelVersion: 0n,
    docString: '',
    metadata: new Map(),
    carried: { trainingInfo: [], functions: [], configurations: [] },
  });
}

/** Scrolls the panel that is shown to a fraction of its height. */
async function scrollTo(page: Page, fraction: number): Promise<void> {
  await page
    .getByRole('tabpanel')
    .first()
    .evaluate((panel, part) => panel.scrollTo(0, part * (panel.scrollHeight - panel.clientHeight)), fraction);
}

/** Brings the window into a state and takes its pictures. One that cannot be reached is no reason to lack the others. */
async function step(name: string, reach: () => Promise<unknown>): Promise<void> {
  try {
    await reach();
    if (openedPage) await shoot(openedPage, name);
  } catch (error) {
    failures.push(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      // The graph is drawn on the next frames after a resize.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(folder, `${name}-${size.width}-${theme}.png`) });
    }
  }
  const [first] = sizes;
  if (first) await page.setViewportSize(first);
}
