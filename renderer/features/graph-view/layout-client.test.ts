import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { layOut } from './layout/layered-layout.ts';
import type { LayoutInput } from './layout/layout-types.ts';
import { createLayoutClient, type LayoutReply, type LayoutRequest } from './layout-client.ts';

/** A worker that keeps what it is asked until the test lets it answer. */
class FakeWorker extends EventTarget {
  static readonly made: FakeWorker[] = [];
  readonly requests: LayoutRequest[] = [];
  isTerminated = false;

  constructor() {
    super();
    FakeWorker.made.push(this);
  }

  postMessage(request: LayoutRequest): void {
    this.requests.push(request);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  reply(data: LayoutReply): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  crash(message: string): void {
    this.dispatchEvent(new ErrorEvent('error', { message }));
  }
}

const inputOf = (boxCount: number): LayoutInput => ({
  widths: new Float64Array(boxCount).fill(100),
  heights: new Float64Array(boxCount).fill(40),
  edgeFrom: new Int32Array(0),
  edgeTo: new Int32Array(0),
  pillWidths: new Float64Array(0),
});

const worker = () => {
  const last = FakeWorker.made.at(-1);
  if (last === undefined) throw new Error('no worker was started');
  return last;
};

beforeEach(() => {
  FakeWorker.made.length = 0;
  vi.stubGlobal('Worker', FakeWorker);
});

afterEach(() => vi.unstubAllGlobals());

describe('createLayoutClient', () => {
  test('starts no worker until there is something to lay out', () => {
    createLayoutClient();
    expect(FakeWorker.made).toHaveLength(0);
  });

  test('gives each request its own answer, in whatever order they come', async () => {
    const run = createLayoutClient();
    const [first, second] = [run(inputOf(1)), run(inputOf(2))];
    const [one, two] = worker().requests;
    if (one === undefined || two === undefined) throw new Error('both requests go to the worker');
    worker().reply({ id: two.id, ok: true, result: layOut(two.input) });
    worker().reply({ id: one.id, ok: true, result: layOut(one.input) });
    expect((await first).x).toHaveLength(1);
    expect((await second).x).toHaveLength(2);
    expect(FakeWorker.made).toHaveLength(1);
  });

  test('rejects with the words of a failed layout', async () => {
    const run = createLayoutClient();
    const failing = run(inputOf(1));
    worker().reply({ id: worker().requests[0]?.id ?? 0, ok: false, message: 'Array buffer allocation failed' });
    await expect(failing).rejects.toThrow('Array buffer allocation failed');
  });

  test('rejects all that wait on a worker that crashes, and replaces it', async () => {
    const run = createLayoutClient();
    const waiting = [run(inputOf(1)), run(inputOf(2))];
    const crashed = worker();
    crashed.crash('');
    for (const request of waiting) await expect(request).rejects.toThrow('The layout worker could not be started.');
    expect(crashed.isTerminated).toBe(true);
    void run(inputOf(3));
    expect(FakeWorker.made).toHaveLength(2);
    expect(worker().requests).toHaveLength(1);
  });
});
