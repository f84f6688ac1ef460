import type { Pointer } from './api.ts';

/** Native objects that live equally long. They are released in the reverse of the order in which they came. */
export class Scope {
  readonly #releases: (() => void)[] = [];

  /** Takes over an object, and gives it back for use. */
  own(object: Pointer, release: (object: Pointer) => void): Pointer {
    this.#releases.push(() => release(object));
    return object;
  }

  /** Something else that is to happen in its turn. */
  onClose(release: () => void): void {
    this.#releases.push(release);
  }

  /** Keeps memory of JavaScript alive that native code reads. */
  keep(memory: object): void {
    this.#releases.push(() => void memory);
  }

  close(): void {
    while (this.#releases.length > 0) this.#releases.pop()?.();
  }
}

/** Runs work with objects of its own, which are gone when it ends, whichever way. */
export function scoped<T>(work: (scope: Scope) => T): T {
  const scope = new Scope();
  try {
    return work(scope);
  } finally {
    scope.close();
  }
}
