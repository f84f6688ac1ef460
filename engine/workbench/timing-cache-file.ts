import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../files/write-atomically.ts';
import type { Timing } from '../tuner/services.ts';
import type { TimingCache } from '../tuner/timing-cache.ts';

const interval = z.object({ low: z.number(), high: z.number() });

const timing = z.object({
  latencyMs: z.object({ p50: z.number(), p90: z.number(), p99: z.number() }),
  throughput: z.number(),
  speedup: z
    .object({ ratio: z.number(), interval: interval.optional(), isConclusive: z.boolean() })
    .transform(({ interval: bounds, ...speedup }) => (bounds ? { ...speedup, interval: bounds } : speedup)),
});

const content = z.record(z.string(), timing);

/** Older timings are forgotten beyond so many. */
const keptCount = 2000;

/** The timings of earlier searches in a JSON file. A file that is missing or spoilt is an empty cache: it only costs time. */
export class TimingCacheFile implements TimingCache {
  private readonly timings: Map<string, Timing>;

  private constructor(
    private readonly path: string,
    timings: Readonly<Record<string, Timing>>,
  ) {
    this.timings = new Map(Object.entries(timings));
  }

  /** 'empty' forgets what is in the file, which `save` then replaces. */
  static async open(path: string, start: 'as it is' | 'empty' = 'as it is'): Promise<TimingCacheFile> {
    const text = start === 'empty' ? '{}' : await readFile(path, 'utf8').catch(() => '{}');
    return new TimingCacheFile(path, parse(text));
  }

  find(key: string): Timing | undefined {
    return this.timings.get(key);
  }

  keep(key: string, newest: Timing): void {
    this.timings.delete(key);
    this.timings.set(key, newest);
  }

  /** Errors: file.write-failed. */
  async save(): Promise<void> {
    const newest = [...this.timings].slice(-keptCount);
    await mkdir(dirname(this.path), { recursive: true });
    await writeAtomically(this.path, [Buffer.from(JSON.stringify(Object.fromEntries(newest)))]);
  }
}

function parse(text: string): Readonly<Record<string, Timing>> {
  try {
    return content.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
