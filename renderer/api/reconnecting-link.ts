import type { ClientContext, ClientLink } from '@orpc/client';
import { ORPCError } from '@orpc/client';
import { createStore } from 'zustand/vanilla';
import type { Result } from '../../engine/api/contract.ts';
import { isAbort } from '../../engine/errors.ts';

type Link = ClientLink<ClientContext>;

/** Opens one connection; rejects where the engine cannot be reached. `giveUp` says that it never will be again. */
export type OpenLink = (giveUp: () => void) => Promise<{ readonly link: Link; readonly closed: Promise<void> }>;

export type ConnectionState =
  | { readonly status: 'connecting' }
  | { readonly status: 'open' }
  | { readonly status: 'lost'; readonly attempt: number }
  /** The engine is not started again. */
  | { readonly status: 'gone' };

/** Methods that answer with a stream of events instead of a Result. */
const streams: ReadonlySet<string> = new Set(['app.events', 'jobs.watch', 'jobs.queue']);

/** Milliseconds to wait before attempt `attempt` (from 1): 250, 500, 1000, 2000, 4000, then always 5000. */
export const backoffMs = (attempt: number) => Math.min(5000, 250 * 2 ** (attempt - 1));

/**
 * One link over connections that come and go. A Result method asked while there is none answers
 * `connection.lost` at once, so that no button hangs; a stream rejects and its reader decides.
 */
export function createReconnectingLink(open: OpenLink, wait: (ms: number) => Promise<void> = sleep) {
  const connection = createStore<ConnectionState>()(() => ({ status: 'connecting' }));
  let current: Link | undefined;

  const whenOpen = () =>
    new Promise<void>((resolve) => {
      if (connection.getState().status === 'open') return resolve();
      const stop = connection.subscribe((state) => {
        if (state.status !== 'open') return;
        stop();
        resolve();
      });
    });

  const hasGivenUp = () => connection.getState().status === 'gone';
  const giveUp = () => connection.setState({ status: 'gone' }, true);

  const keepConnected = async () => {
    for (let attempt = 1; !hasGivenUp(); attempt += 1) {
      try {
        const { link, closed } = await open(giveUp);
        if (hasGivenUp()) return;
        current = link;
        attempt = 0;
        connection.setState({ status: 'open' }, true);
        await closed;
      } catch {
        // The state below tells the user; the next attempt is the remedy.
      }
      current = undefined;
      if (hasGivenUp()) return;
      connection.setState({ status: 'lost', attempt }, true);
      await wait(backoffMs(Math.max(1, attempt)));
    }
  };
  void keepConnected();

  const link: Link = {
    call: async (path, input, options) => {
      if (connection.getState().status === 'connecting') await whenOpen();
      const target = current;
      if (streams.has(path.join('.'))) {
        if (target === undefined) throw new Error('The engine is not connected.');
        return target.call(path, input, options);
      }
      if (target === undefined) return connectionLost;
      try {
        return await target.call(path, input, options);
      } catch (error) {
        if (isAbort(error)) throw error;
        return toFailure(error);
      }
    },
  };
  return { link, connection, whenOpen };
}

const connectionLost: Result<never> = {
  ok: false,
  error: { code: 'connection.lost', message: 'The connection to the engine was lost.', details: {} },
};

/** What went wrong before the engine's own Result could arrive. */
function toFailure(error: unknown): Result<never> {
  if (!(error instanceof ORPCError)) return connectionLost;
  const code = error.code === 'BAD_REQUEST' ? 'request.invalid' : 'engine.internal';
  return { ok: false, error: { code, message: error.message, details: { data: JSON.stringify(error.data ?? null) } } };
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
