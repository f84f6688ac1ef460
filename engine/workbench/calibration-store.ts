import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { WorkbenchError } from '../errors.ts';
import { writeAtomically } from '../files/write-atomically.ts';
import type { Observations } from '../precision/calibration/calibrate.ts';
import { BINS_PER_SIDE } from '../precision/calibration/histogram.ts';

/** Calibrations kept; the longest unused go first. Each has a few megabytes. */
const KEPT_COUNT = 32;

/** JSON has no infinity, which is what the range of nothing has: null stands for it. */
const bound = (absent: number) => z.union([z.number(), z.null().transform(() => absent)]);
const range = z.object({ min: bound(Number.POSITIVE_INFINITY), max: bound(Number.NEGATIVE_INFINITY) });
const stored = z.object({
  version: z.literal(1),
  key: z.string(),
  batchCount: z.number().int().min(1),
  ranges: z.array(z.object({ name: z.string(), range, averageRange: range })),
  histograms: z
    .array(
      z.object({
        name: z.string(),
        min: z.number(),
        max: z.number(),
        counts: z
          .array(z.number().min(0))
          .min(BINS_PER_SIDE)
          .max(2 * BINS_PER_SIDE),
      }),
    )
    .optional(),
});

/**
 * What calibration passes saw, by a key of the model, the data and how it was fed: in files of the user's data folder. A file
 * that cannot be read or understood counts as absent, and so does one for another key; what cannot be kept is not kept.
 */
export class CalibrationStore {
  constructor(private readonly folder: string) {}

  async read(key: string): Promise<Observations | undefined> {
    try {
      const path = this.pathOf(key);
      const json = await promisify(gunzip)(await readFile(path));
      const found = stored.parse(JSON.parse(json.toString('utf8')));
      if (found.key !== key) return undefined;
      await utimes(path, new Date(), new Date());
      const { batchCount, ranges, histograms } = found;
      return {
        batchCount,
        ranges: new Map(ranges.map(({ name, ...seen }) => [name, seen])),
        ...(histograms && {
          histograms: new Map(
            histograms.map(({ name, min, max, counts }) => [name, { min, max, counts: Float64Array.from(counts) }]),
          ),
        }),
      };
    } catch {
      return undefined;
    }
  }

  async write(key: string, { batchCount, ranges, histograms }: Observations): Promise<void> {
    const document: z.input<typeof stored> = {
      version: 1,
      key,
      batchCount,
      ranges: [...ranges].map(([name, seen]) => ({ name, ...seen })),
      ...(histograms && {
        histograms: [...histograms].map(([name, { min, max, counts }]) => ({ name, min, max, counts: [...counts] })),
      }),
    };
    try {
      await mkdir(this.folder, { recursive: true });
      await writeAtomically(this.pathOf(key), [await promisify(gzip)(JSON.stringify(document))]);
      await this.forgetOldest();
    } catch (error) {
      // A full disk or a folder without write permission costs the next calibration its head start, nothing else.
      if (!(error instanceof WorkbenchError) && !isSystemError(error)) throw error;
    }
  }

  private pathOf(key: string): string {
    return join(this.folder, `${createHash('sha256').update(key).digest('hex').slice(0, 40)}.json.gz`);
  }

  private async forgetOldest(): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.json.gz'));
    if (names.length <= KEPT_COUNT) return;
    const files = await Promise.all(
      names.map(async (name) => ({ name, usedMs: (await stat(join(this.folder, name))).mtimeMs })),
    );
    const oldest = files.toSorted((a, b) => a.usedMs - b.usedMs).slice(0, files.length - KEPT_COUNT);
    await Promise.all(oldest.map(({ name }) => rm(join(this.folder, name), { force: true })));
  }
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'code' in error && 'syscall' in error;
