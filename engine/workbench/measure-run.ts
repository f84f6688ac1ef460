import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompareRequest } from '../api/contract.ts';
import { fingerprintOf } from '../history/fingerprint.ts';
import type { RunRecord } from '../history/run-record.ts';
import type { Machine } from '../runtime/providers.ts';
import type { SessionFactory } from '../runtime/session.ts';
import { compareVariants } from './compare-variants.ts';
import type { JobContext } from './job.ts';
import { loadModel } from './load-model.ts';
import type { PeakStore } from './peak-file.ts';
import { toRunRecord } from './run-record.ts';
import { VariantBuilder } from './variant-builder.ts';

export interface MeasureServices {
  readonly factory: SessionFactory;
  readonly machine: Machine;
  readonly peaks: PeakStore;
  readonly job: JobContext;
}

/** Compares the variants of a model file without a workbench around it. Errors: file.*, onnx.*, those of compareVariants. */
export async function measureRun(path: string, request: CompareRequest, services: MeasureServices): Promise<RunRecord> {
  const { factory, machine, peaks, job } = services;
  const loaded = await loadModel(path, { signal: job.signal });
  const folder = await mkdtemp(join(tmpdir(), 'lathe-'));
  try {
    const builder = new VariantBuilder(loaded, { folder, factory });
    const report = await compareVariants(loaded, request, { builder, factory, machine, peaks, job });
    const { name, sizeBytes, files } = loaded;
    const model = { name, path, sizeBytes, fingerprint: await fingerprintOf(files, job.signal) };
    return toRunRecord(model, request, machine, report);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
