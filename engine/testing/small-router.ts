import { implement } from '@orpc/server';
import {
  type AppEvent,
  type AppInfo,
  contract,
  type JobEvent,
  type JobView,
  type UiSettings,
  uiSettings,
} from '../api/contract.ts';
import type { HostServices } from '../api/host-services.ts';
import type { ServedRouter } from '../api/served-router.ts';

/** A job that the test moves on. It belongs to the router, as the engine's do, not to the connection that watches it. */
export interface SmallJob {
  report(event: JobEvent): void;
  /** How many watchers are following now. */
  watcherCount(): number;
}

/**
 * A few of the contract's procedures, really implemented on `host` and memory: enough for a transport to show that calls,
 * validation, streams and their end cross it.
 */
export function createSmallRouter(host: HostServices): { readonly router: ServedRouter; readonly job: SmallJob } {
  const part = implement({ app: contract.app, settings: contract.settings, host: contract.host, jobs: contract.jobs });
  const events = createEventStream<JobEvent>('replay-newest');
  let settings: UiSettings = uiSettings.parse({});

  const router = part.router({
    app: {
      info: part.app.info.handler(() => ({ ok: true as const, value: describe(host) })),
      events: part.app.events.handler(({ signal }) => {
        const stream = createEventStream<AppEvent>('live-only');
        const following = stream.follow(signal);
        const stop = host.subscribe(stream.push);
        signal?.addEventListener('abort', stop, { once: true });
        return following;
      }),
    },
    settings: {
      read: part.settings.read.handler(() => ({ ok: true as const, value: settings })),
      write: part.settings.write.handler(({ input }) => {
        settings = uiSettings.parse({ ...settings, ...input });
        return { ok: true as const, value: settings };
      }),
    },
    host: {
      chooseFiles: part.host.chooseFiles.handler(async ({ input }) =>
        host.kind === 'window' ? { ok: true as const, value: await host.chooseFiles(input.purpose) } : unavailable,
      ),
      chooseSavePath: part.host.chooseSavePath.handler(async ({ input }) =>
        host.kind === 'window'
          ? { ok: true as const, value: await host.chooseSavePath(input.suggestedName) }
          : unavailable,
      ),
      showInFolder: part.host.showInFolder.handler(async ({ input }) => {
        if (host.kind !== 'window') return unavailable;
        await host.showInFolder(input.path);
        return { ok: true as const, value: true as const };
      }),
    },
    jobs: {
      watch: part.jobs.watch.handler(({ signal }) => events.follow(signal)),
      cancel: part.jobs.cancel.handler(() => ({ ok: true as const, value: true as const })),
      running: part.jobs.running.handler(() => ({ ok: true as const, value: [] })),
      queue: part.jobs.queue.handler(({ signal }) => createEventStream<readonly JobView[]>('live-only').follow(signal)),
      move: part.jobs.move.handler(() => ({ ok: true as const, value: true as const })),
    },
  });
  return { router, job: { report: events.push, watcherCount: events.followerCount } };
}

const unavailable = {
  ok: false as const,
  error: { code: 'host.unavailable', message: 'The browser has no native dialogs.', details: {} },
};

const describe = (host: HostServices): AppInfo => ({
  version: '0.0.0-test',
  onnxruntimeVersion: 'none',
  host: host.kind,
  processor: 'test',
  logicalCpuCount: 1,
  providers: [],
  precisionNotes: { original: '', fp32: '', fp16: '', bf16: '', int8: '', 'int8-dynamic': '', int4: '', mixed: '' },
  ...(host.startModel === undefined ? {} : { startModel: host.startModel }),
});

/** For any number of followers; each first gets the newest event, if `replay` says so. */
function createEventStream<T>(replay: 'replay-newest' | 'live-only') {
  const followers = new Set<(event: T) => void>();
  let newest: readonly T[] = [];
  return {
    push: (event: T) => {
      if (replay === 'replay-newest') newest = [event];
      for (const follower of followers) follower(event);
    },
    followerCount: () => followers.size,
    /** Listens from this call on, not from the first `next()`. */
    follow: (signal?: AbortSignal): AsyncGenerator<T, void> => {
      const waiting = [...newest];
      let wake = () => {};
      const follower = (event: T) => {
        waiting.push(event);
        wake();
      };
      followers.add(follower);
      signal?.addEventListener('abort', () => wake(), { once: true });
      return (async function* () {
        try {
          while (!signal?.aborted) {
            for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) yield event;
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        } finally {
          followers.delete(follower);
        }
      })();
    },
  };
}
