import { join } from 'node:path';
import { evaluate } from '../accuracy/evaluate.ts';
import type { DataSpec } from '../api/contract.ts';
import { writeModel } from '../files/write-model.ts';
import type { Graph, Model } from '../ir/graph.ts';
import type { Sqnr } from '../report/report.ts';
import type { ModelSource } from '../runtime/session.ts';
import type { ObservationServices } from './observing.ts';
import { openData } from './open-data.ts';
import { sessionPortsOf } from './session-ports.ts';

/** A way to quantize a model, and what it makes of it. */
export interface Candidate {
  /** A file's name, too. */
  readonly label: string;
  readonly graph: Graph;
}

export interface JudgedCandidate {
  readonly label: string;
  readonly source: ModelSource;
  readonly sizeBytes: number;
  /** Of its outputs against those of the float model; absent where it does not run. */
  readonly sqnrDb: Sqnr | undefined;
}

/** Samples that tell candidates apart: more would cost time and change little. */
const SAMPLES = 64;

/**
 * How much each candidate keeps of what the float model answers to the first samples, as this processor computes it. Their files
 * are left in the folder.
 * Errors: data.*, runtime.*, file.write-failed, AbortError.
 */
export async function judgeCandidates(
  float: Model,
  candidates: readonly Candidate[],
  samples: DataSpec,
  { folder, factory, shapes = {}, signal }: Omit<ObservationServices, 'onProgress'>,
): Promise<readonly JudgedCandidate[]> {
  const write = async (label: string, graph: Graph) => {
    const path = join(folder, `${label}.onnx`);
    const { sizeBytes } = await writeModel({ ...float, graph }, path, { signal });
    return { label, source: { kind: 'file', path } as const, sizeBytes };
  };
  const reference = await write('float32', float.graph);
  const files = [];
  for (const { label, graph } of candidates) files.push(await write(label, graph));
  const data = await openData(samples, sessionPortsOf(float.graph), { shapes, signal });
  const session = { provider: 'cpu', threads: 0, graphOptimization: 'all' } as const;
  const { models } = await evaluate(
    [reference, ...files].map(({ label, source }) => ({ label, source, session })),
    data.dataset,
    data.preprocess,
    { factory, limit: Math.min(SAMPLES, data.limit ?? SAMPLES), signal },
  );
  return files.map((file) => {
    const outcome = models.find(({ label }) => label === file.label);
    return { ...file, sqnrDb: outcome?.status === 'evaluated' ? outcome.figures.sqnrDb : undefined };
  });
}
