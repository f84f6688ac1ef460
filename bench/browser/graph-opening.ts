/**
 * From a file chosen to a graph that can be used, in a real browser, the real file parsed:
 *
 *     npm run build && npx tsx bench/browser/graph-opening.ts FILE... [--netron ADDRESS] [--rounds N]
 *
 * Lathe and, where its address is given, Netron (`pip install netron; netron --port 8080`) open the same files in the same browser,
 * in turns, each time in a new page; medians are printed. Lathe is given the file's path, as its desktop window is, and checks the weights
 * beside it; Netron is given the model file through its file input and reads no weights. The clock runs in the page: from the press of
 * 'Open', or the file input's change event, to the second frame after the end state was found in the page.
 *
 *     shown      Lathe: the original graph by its parts (all nodes where it has at most 150), boxes in the page, nothing being arranged
 *     fused      Lathe: the fused graph beside it as well
 *     all nodes  Lathe: every node of the original drawn, counted from the change of 'Parts' to 'All nodes', which comes on top of 'fused'
 *     Netron     Netron: every node in the page, its one view
 */
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright';
import { findChromium } from '../../e2e/find-chromium.ts';
import { startServer } from '../../e2e/server.ts';
import { renderTable } from '../../engine/cli/table.ts';

const LIMIT_MS = 120_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { netron: { type: 'string' }, rounds: { type: 'string', default: '3' } },
});

interface Opening {
  readonly shownMs: number;
  readonly fusedMs: number;
  readonly allNodesMs: number;
  /** Boxes of the original as it is shown first, and with all nodes. */
  readonly partCount: number;
  readonly nodeCount: number;
}

const executablePath = findChromium();
const browser = await chromium.launch({
  args: ['--no-sandbox', '--disable-gpu'],
  ...(executablePath && { executablePath }),
});
try {
  const rows: string[][] = [];
  for (const file of positionals) rows.push(await measure(browser, file));
  process.stdout.write(
    `${renderTable(['file', 'boxes', 'shown first', 'shown, ms', 'fused, ms', 'all nodes, ms', 'Netron, ms', 'Netron nodes'], rows)}\n`,
  );
} finally {
  await browser.close();
}

async function measure(inBrowser: Browser, file: string): Promise<string[]> {
  const openings: Opening[] = [];
  const netron: { readonly ms: number; readonly nodeCount: number }[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    openings.push(await openInLathe(inBrowser, file));
    // What did not end in time once is not waited for again.
    const isHopeless = netron.some(({ ms }) => Number.isNaN(ms));
    if (values.netron !== undefined && !isHopeless) netron.push(await openInNetron(inBrowser, values.netron, file));
  }
  const row = [
    basename(file),
    String(openings[0]?.nodeCount ?? 0),
    String(openings[0]?.partCount ?? 0),
    median(openings.map(({ shownMs }) => shownMs)),
    median(openings.map(({ fusedMs }) => fusedMs)),
    median(openings.map(({ allNodesMs }) => allNodesMs)),
    netron.length === 0 ? '-' : median(netron.map(({ ms }) => ms)),
    netron.length === 0 ? '-' : String(netron[0]?.nodeCount ?? 0),
  ];
  process.stderr.write(`${row.join('  ')}\n`);
  return row;
}

async function openInLathe(inBrowser: Browser, file: string): Promise<Opening> {
  const server = await startServer();
  const page = await inBrowser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(server.url);
    await page.getByRole('button', { name: /Inception on Fashion-MNIST/ }).waitFor();
    // The window loads its canvas when a graph is first shown; opening the sample once is the state of a window in use.
    await page.getByRole('button', { name: /Inception on Fashion-MNIST/ }).click();
    await page.getByText(/^Fused: \d+ layers$/).waitFor({ timeout: LIMIT_MS });
    const name = basename(file);
    await page.getByRole('button', { name: 'Close the model' }).click();
    await page.getByPlaceholder(/path on the machine/).fill(resolve(file));
    await page.getByRole('button', { name: 'Open', exact: true }).evaluate((button) => {
      Object.assign(window, { clockStart: performance.now() });
      if (button instanceof HTMLElement) button.click();
    });
    const shownMs = await clockAt(page, latheShows, { name, pane: 'before' });
    const fusedMs = await clockAt(page, latheShows, { name, pane: 'after' }).catch(() => Number.NaN);
    const partCount = await boxCount(page);
    const radio = page.getByRole('radio', { name: 'All nodes' });
    // A graph whose nodes tell no parts is shown whole from the start.
    if ((await radio.count()) === 0 || (await radio.getAttribute('aria-checked')) === 'true')
      return { shownMs, fusedMs, allNodesMs: 0, partCount, nodeCount: partCount };
    await radio.evaluate((element) => {
      Object.assign(window, { clockStart: performance.now() });
      if (element instanceof HTMLElement) element.click();
    });
    const allNodesMs = await clockAt(page, latheShows, { name, pane: 'before', nodeCount: partCount + 1 });
    return { shownMs, fusedMs, allNodesMs, partCount, nodeCount: await boxCount(page) };
  } finally {
    await page.close();
    await server.stop();
  }
}

async function openInNetron(inBrowser: Browser, address: string, file: string) {
  const page = await inBrowser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    // Netron takes eval away, which the driver of the browser needs to look at the page.
    await page.route('**/browser.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace('window.eval =', 'window.unused =') });
    });
    // Netron asks for consent and for its version; neither is part of opening a file.
    await page.context().addCookies([{ name: 'consent', value: '1', url: address }]);
    await page.goto(address);
    await page.locator('#open-file-button').waitFor();
    await page.evaluate(() => {
      document
        .querySelector('#open-file-dialog')
        ?.addEventListener('change', () => Object.assign(window, { clockStart: performance.now() }), { capture: true });
    });
    await page.locator('#open-file-dialog').setInputFiles(file);
    const ms = await clockAt(page, netronShows, { name: '', pane: 'before' }).catch(() => Number.NaN);
    const nodeCount = await page.evaluate(
      () =>
        [...document.querySelectorAll('#target .node')].filter((node) => !node.parentElement?.closest('.node')).length,
    );
    return { ms, nodeCount };
  } finally {
    await page.close();
  }
}

async function boxCount(page: Page): Promise<number> {
  return Number(await page.locator('[data-pane="before"]').getAttribute('data-box-count'));
}

/** Milliseconds on the page's clock when the page shows what is waited for, painted. */
async function clockAt(page: Page, shows: (argument: Shown) => boolean, argument: Shown): Promise<number> {
  await page.waitForFunction(shows, argument, { polling: 'raf', timeout: LIMIT_MS });
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const start = Reflect.get(window, 'clockStart');
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - Number(start))));
      }),
  );
}

interface Shown {
  readonly name: string;
  readonly pane: 'before' | 'after';
  readonly nodeCount?: number;
}

/** In the page: a pane of this file's graph has its boxes, and nothing is being arranged in it. */
function latheShows({ name, pane, nodeCount = 1 }: Shown): boolean {
  const section = document.querySelector(`[data-pane="${pane}"]`);
  if (section === null || document.querySelector('header h1')?.textContent !== name) return false;
  const isArranging = section.querySelector('[role="status"], [role="alert"]') !== null;
  return !isArranging && Number(section.getAttribute('data-box-count')) >= nodeCount;
}

/** In the page: Netron's welcome screen is gone and the nodes are there. */
function netronShows(): boolean {
  return document.body.classList.contains('default') && document.querySelector('#target .node') !== null;
}

function median(times: readonly number[]): string {
  const middle = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
  return Number.isNaN(middle) ? 'not within 120 s' : middle.toFixed(0);
}
