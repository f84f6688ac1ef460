import type { LayoutInput, LayoutResult } from './layout/layout-types.ts';

export interface LayoutRequest {
  readonly id: number;
  readonly input: LayoutInput;
}

export type LayoutReply =
  | { readonly id: number; readonly ok: true; readonly result: LayoutResult }
  | { readonly id: number; readonly ok: false; readonly message: string };

/** Lays out a graph somewhere else than on the window's own thread. Rejects where that fails. */
export type RunLayout = (input: LayoutInput) => Promise<LayoutResult>;

interface Waiting {
  readonly resolve: (result: LayoutResult) => void;
  readonly reject: (error: Error) => void;
}

/** Runs layouts in a worker, which starts with the first one; a worker that crashes is replaced by the next request. */
export function createLayoutClient(): RunLayout {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let lastId = 0;

  const settle = (reply: LayoutReply) => {
    const request = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.ok) request?.resolve(reply.result);
    else request?.reject(new Error(reply.message));
  };
  const start = () => {
    const started = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' });
    started.addEventListener('message', ({ data }: MessageEvent<LayoutReply>) => settle(data));
    started.addEventListener('error', ({ message }) => {
      started.terminate();
      worker = undefined;
      const error = new Error(message || 'The layout worker could not be started.');
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    });
    return started;
  };

  return (input) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      worker.postMessage({ id: lastId, input } satisfies LayoutRequest);
    });
}

/** The window's one layout worker. */
export const runLayoutInWorker: RunLayout = createLayoutClient();
