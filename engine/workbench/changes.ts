/** Counts the changes of something, and wakes those who wait for the next one. */
export class Changes {
  private count = 0;
  private readonly waiting = new Set<() => void>();

  tell(): void {
    this.count++;
    for (const wake of [...this.waiting]) wake();
  }

  /** Resolves with the count of changes once it is not `seen` any more, or when `signal` aborts. -1 has seen nothing. */
  async past(seen: number, signal: AbortSignal | undefined): Promise<number> {
    if (seen === this.count && !signal?.aborted) await this.next(signal);
    return this.count;
  }

  private next(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }
}
