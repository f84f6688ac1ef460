/**
 * How a large graph moves under the hand, in a real browser without a GPU:
 *
 *     npm run build && npx tsx bench/browser/write-graph.ts 10000 FILE.onnx && npx tsx bench/browser/graph-frames.ts FILE.onnx...
 *
 * Both panes are shown and linked, the fused graph is there, and the engine is idle. Events are dispatched in the page, one per frame,
 * as a wheel makes them; times between frames are those of requestAnimationFrame.
 *
 *     pan near      all nodes, at a zoom where boxes are elements: 2,400 pixels down
 *     pan whole     all nodes, with the whole drawing in view
 *     zoom          all nodes, from near to the whole drawing and back
 *     select        all nodes: from the click on a box to the second frame after it and its counterpart are marked
 *     open a part   by parts: from the key to the second frame after its boxes are there and nothing is being arranged; '-' where nothing tells parts
 */
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright';
import { findChromium } from '../../e2e/find-chromium.ts';
import { startServer } from '../../e2e/server.ts';
import { renderTable } from '../../engine/cli/table.ts';

const LIMIT_MS = 300_000;
const ROUNDS = 5;

interface Frames {
  readonly medianMs: number;
  readonly p95Ms: number;
}

const { positionals } = parseArgs({ allowPositionals: true });
const executablePath = findChromium();
const browser = await chromium.launch({
  args: ['--no-sandbox', '--disable-gpu'],
  ...(executablePath && { executablePath }),
});
try {
  const rows: string[][] = [];
  for (const file of positionals) rows.push(await measure(file));
  process.stdout.write(
    `${renderTable(['file', 'boxes', 'pan near, ms', 'pan whole, ms', 'zoom, ms', 'select, ms', 'open a part, ms'], rows)}\n`,
  );
  process.stdout.write('Times of frames: median / 95th percentile; 16.7 ms are 60 frames per second.\n');
} finally {
  await browser.close();
}

async function measure(file: string): Promise<string[]> {
  const server = await startServer();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    // What runs this script names the functions inside those that are sent to the page by a helper of its own.
    await page.addInitScript('globalThis.__name = (named) => named;');
    await page.goto(server.url);
    await page.getByPlaceholder(/path on the machine/).fill(resolve(file));
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByText(/^Fused: [\d,]+ layers$/).waitFor({ timeout: LIMIT_MS });
    await settled(page);
    const parts = page.getByRole('radio', { name: 'Parts' });
    const hasParts = (await parts.count()) > 0;
    const opened = hasParts ? await openParts(page) : undefined;
    if (hasParts) {
      await page.getByRole('radio', { name: 'All nodes' }).click();
      await settled(page);
    }
    const boxCount = await page.locator('[data-pane="before"]').getAttribute('data-box-count');
    const near = await wheel(page, { count: 80, deltaY: 30, isZoom: false });
    const selected = await select(page);
    const zoomOut = await wheel(page, { count: 80, deltaY: 20, isZoom: true });
    await page.getByRole('button', { name: 'Show all (F)' }).click();
    await page.waitForTimeout(800);
    const whole = await wheel(page, { count: 80, deltaY: 4, isZoom: false });
    const zoomIn = await wheel(page, { count: 80, deltaY: -20, isZoom: true });
    return [
      basename(file),
      boxCount ?? '0',
      toText(framesOf(near)),
      toText(framesOf(whole)),
      toText(framesOf([...zoomOut, ...zoomIn])),
      selected.toFixed(0),
      opened === undefined ? '-' : opened.toFixed(0),
    ];
  } finally {
    await page.close();
    await server.stop();
  }
}

/** Nothing is being arranged in either pane. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelectorAll('[data-pane]').length === 2 &&
      document.querySelector('[data-pane] [role="status"]') === null,
    undefined,
    { timeout: LIMIT_MS },
  );
  await page.waitForTimeout(500);
}

/** Times between frames while a wheel turns over the original's pane, one event in each frame. */
function wheel(
  page: Page,
  turn: { readonly count: number; readonly deltaY: number; readonly isZoom: boolean },
): Promise<number[]> {
  return page.evaluate(
    ({ count, deltaY, isZoom }) =>
      new Promise<number[]>((resolve) => {
        const pane = document.querySelector('[data-pane="before"] .react-flow__pane');
        if (pane === null) throw new Error('The graph has no pane.');
        const { left, top, width, height } = pane.getBoundingClientRect();
        const [clientX, clientY] = [left + width / 2, top + height / 2];
        const times: number[] = [];
        const frame = (now: number) => {
          times.push(now);
          if (times.length > count) return resolve(times.slice(1).map((time, index) => time - (times[index] ?? 0)));
          const event = { bubbles: true, cancelable: true, deltaY, ctrlKey: isZoom, clientX, clientY };
          pane.dispatchEvent(new WheelEvent('wheel', event));
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    turn,
  );
}

/** Clicks boxes of the original, one after another. Median of the milliseconds until each is marked in both panes. */
async function select(page: Page): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    times.push(
      await page.evaluate(
        (index) =>
          new Promise<number>((resolve, reject) => {
            const boxes = [...document.querySelectorAll<HTMLElement>('[data-pane="before"] .react-flow__node button')];
            const box = boxes[2 + (index % Math.max(1, boxes.length - 2))];
            if (box === undefined) return reject(new Error('No box is shown as an element.'));
            const start = performance.now();
            box.click();
            const look = () => {
              if (box.getAttribute('aria-pressed') !== 'true') return requestAnimationFrame(look);
              return requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
            };
            look();
          }),
        round,
      ),
    );
  await page.keyboard.press('Escape');
  return medianOf(times);
}

/** Opens parts of the model with the Space key, one after another. Median of the milliseconds until their boxes are there. */
async function openParts(page: Page): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const part = page.locator('[data-pane="before"] .react-flow__node button', {
      hasText: /part of the model with/,
    });
    if ((await part.count()) === 0) break;
    await part.first().click();
    await page.waitForTimeout(500);
    await page.locator('[data-pane="before"] .react-flow').focus();
    await page.evaluate(() => {
      const section = document.querySelector('[data-pane="before"]');
      const before = Number(section?.getAttribute('data-box-count'));
      const record = (ms: number) => Object.assign(window, { openedMs: ms });
      Object.assign(window, { openedMs: undefined });
      window.addEventListener(
        'keydown',
        () => {
          const start = performance.now();
          const look = () => {
            const isThere = Number(section?.getAttribute('data-box-count')) > before;
            if (!isThere || section?.querySelector('[role="status"]')) return requestAnimationFrame(look);
            return requestAnimationFrame(() => requestAnimationFrame(() => record(performance.now() - start)));
          };
          requestAnimationFrame(look);
        },
        { once: true, capture: true },
      );
    });
    await page.keyboard.press(' ');
    await page.waitForFunction(() => Reflect.get(window, 'openedMs') !== undefined, undefined, { timeout: LIMIT_MS });
    times.push(await page.evaluate(() => Number(Reflect.get(window, 'openedMs'))));
  }
  return medianOf(times);
}

function framesOf(times: readonly number[]): Frames {
  const sorted = times.toSorted((a, b) => a - b);
  return { medianMs: medianOf(times), p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN };
}

function toText({ medianMs, p95Ms }: Frames): string {
  return `${medianMs.toFixed(1)} / ${p95Ms.toFixed(1)}`;
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
