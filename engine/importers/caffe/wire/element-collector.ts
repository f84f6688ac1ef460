import type { Elements } from '../schema/network.ts';

/** Runs of this size are worth a view of their own; shorter ones are copied together. */
const VIEW_BYTES = 1024;

/** Gathers the elements of a field that may come packed, one by one, or in any mixture. Large runs stay views of the file. */
export class ElementCollector {
  private readonly parts: Uint8Array[] = [];
  private small = new Uint8Array(0);
  private smallLength = 0;

  add(bytes: Uint8Array): void {
    if (bytes.byteLength >= VIEW_BYTES) {
      this.flush();
      this.parts.push(bytes);
      return;
    }
    const needed = this.smallLength + bytes.byteLength;
    if (needed > this.small.byteLength) {
      const larger = new Uint8Array(Math.max(64, needed * 2));
      larger.set(this.small.subarray(0, this.smallLength));
      this.small = larger;
    }
    this.small.set(bytes, this.smallLength);
    this.smallLength = needed;
  }

  finish(size: Elements['size']): Elements {
    this.flush();
    return { size, parts: this.parts };
  }

  private flush(): void {
    if (this.smallLength > 0) this.parts.push(this.small.slice(0, this.smallLength));
    this.small = new Uint8Array(0);
    this.smallLength = 0;
  }
}
