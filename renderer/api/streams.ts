interface FollowOptions<T> {
  /** Resolves as soon as there is a connection. */
  readonly whenOpen: () => Promise<void>;
  readonly signal: AbortSignal;
  /** True for an event after which nothing follows. */
  readonly isLast: (event: T) => boolean;
}

/**
 * Reads a stream of events to its last one. A stream that breaks off is opened again once the engine is back;
 * the engine replays the newest state. Ends quietly when `signal` aborts, whatever the transport throws then.
 */
export async function* keepFollowing<T>(
  open: () => Promise<AsyncIterable<T>>,
  { whenOpen, signal, isLast }: FollowOptions<T>,
): AsyncGenerator<T, void> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  while (!signal.aborted) {
    try {
      for await (const event of await open()) {
        yield event;
        if (isLast(event)) return;
      }
    } catch {
      // Both an abort and a lost connection land here, as differently named errors; the loop tells them apart.
    }
    if (signal.aborted) return;
    await Promise.race([pause(), aborted]);
    await Promise.race([whenOpen(), aborted]);
  }
}

/** Keeps a stream that ends at once from being reopened in a tight loop. */
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 250));
