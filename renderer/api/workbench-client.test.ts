import { RPCLink } from '@orpc/client/message-port';
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { contract, type JobEvent, jobId } from '../../engine/api/contract.ts';
import { appInfo } from '../testing/models.ts';
import { backoffMs } from './reconnecting-link.ts';
import { createClient } from './workbench-client.ts';

const job = jobId.parse('job-1');
const progress = (doneCount: number): JobEvent => ({
  type: 'progress',
  stage: 'Timing',
  fraction: doneCount / 10,
  doneCount,
  totalCount: 10,
  unit: 'runs',
});

/** An engine behind real message ports, as in the window; `hangUp` is what its end looks like to the page. */
class Engine {
  readonly opened: MessagePort[] = [];
  watchCount = 0;
  stoppedAfter: number | undefined;
  #os = implement(contract);
  #handler = new RPCHandler({
    app: {
      info: this.#os.app.info.handler(() => ({ ok: true as const, value: appInfo })),
      events: this.#os.app.events.handler(async function* () {
        yield { type: 'menu' as const, command: 'open' as const };
      }),
    },
    samples: {
      list: this.#os.samples.list.handler(() => {
        throw new Error('a defect');
      }),
    },
    models: { close: this.#os.models.close.handler(() => ({ ok: true as const, value: true as const })) },
    jobs: {
      watch: this.#os.jobs.watch.handler(this.#watch.bind(this)),
    },
  });

  async *#watch(): AsyncGenerator<JobEvent, void> {
    this.watchCount += 1;
    let sent = 0;
    try {
      for (; sent < 10; sent += 1) {
        yield progress(sent);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      yield { type: 'cancelled' };
    } finally {
      this.stoppedAfter = sent;
    }
  }

  open = async () => {
    const { port1, port2 } = new MessageChannel();
    this.#handler.upgrade(port2);
    port2.start();
    port1.start();
    this.opened.push(port2);
    const closed = new Promise<void>((resolve) => port1.addEventListener('close', () => resolve(), { once: true }));
    return { link: new RPCLink({ port: port1 }), closed };
  };

  hangUp() {
    this.opened.at(-1)?.close();
  }
}

const engines: Engine[] = [];

function setUp() {
  const engine = new Engine();
  engines.push(engine);
  return { engine, client: createClient({ open: engine.open, pathOf: () => '', setHostTheme: () => {} }) };
}

afterEach(() => {
  for (const engine of engines.splice(0)) for (const port of engine.opened) port.close();
});

describe('calls', () => {
  it('answers with the Result of the engine, waiting for the first connection', async () => {
    const { client } = setUp();
    expect(client.connection.getState().status).toBe('connecting');
    expect(await client.rpc.app.info()).toEqual({ ok: true, value: appInfo });
  });

  it('turns input that the contract rejects into a failure', async () => {
    const { client } = setUp();
    expect(await client.rpc.models.close({ modelId: '' })).toMatchObject({
      ok: false,
      error: { code: 'request.invalid' },
    });
  });

  it('turns a defect of the engine into a failure without its inner words', async () => {
    const { client } = setUp();
    const result = await client.rpc.samples.list();
    expect(result).toMatchObject({ ok: false, error: { code: 'engine.internal' } });
    expect(JSON.stringify(result)).not.toContain('a defect');
  });

  it('answers at once while there is no connection', async () => {
    const client = createClient({
      open: () => Promise.reject(new Error('nobody there')),
      pathOf: () => '',
      setHostTheme: () => {},
    });
    await vi.waitFor(() => expect(client.connection.getState().status).toBe('lost'));
    expect(await client.rpc.app.info()).toMatchObject({ ok: false, error: { code: 'connection.lost' } });
  });
});

describe('streams', () => {
  it('follows a job to its last event', async () => {
    const { client } = setUp();
    const types: string[] = [];
    for await (const event of client.watchJob(job, new AbortController().signal)) types.push(event.type);
    expect(types).toEqual([...Array<string>(10).fill('progress'), 'cancelled']);
  });

  it('ends quietly when aborted, and the engine stops too', async () => {
    const { client, engine } = setUp();
    const abort = new AbortController();
    let count = 0;
    for await (const _ of client.watchJob(job, abort.signal)) {
      count += 1;
      if (count === 3) abort.abort();
    }
    expect(count).toBe(3);
    await vi.waitFor(() => expect(engine.stoppedAfter).toBeLessThan(10));
  });

  it('opens the stream again after the connection was lost', async () => {
    const { client, engine } = setUp();
    const states: string[] = [];
    client.connection.subscribe(() => states.push(client.connection.getState().status));
    let count = 0;
    let last: JobEvent | undefined;
    for await (const event of client.watchJob(job, new AbortController().signal)) {
      count += 1;
      last = event;
      if (count === 3) engine.hangUp();
    }
    expect(last).toEqual({ type: 'cancelled' });
    expect(engine.watchCount).toBe(2);
    expect(states).toEqual(['open', 'lost', 'open']);
  });
});

it('waits longer between attempts, up to five seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map(backoffMs)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
});

it('gives up for good when the host says so', async () => {
  let openedCount = 0;
  const client = createClient({
    open: async (giveUp) => {
      openedCount += 1;
      giveUp();
      throw new Error('stopped too often');
    },
    pathOf: () => '',
    setHostTheme: () => {},
  });
  await vi.waitFor(() => expect(client.connection.getState().status).toBe('gone'));
  expect(await client.rpc.app.info()).toMatchObject({ ok: false, error: { code: 'connection.lost' } });
  expect(openedCount).toBe(1);
});
