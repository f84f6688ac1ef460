import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedBatchOf, readBlocks, toFeeds } from '../accuracy/feed-batches.ts';
import type { DataSpec } from '../api/contract.ts';
import { writeModel } from '../files/write-model.ts';
import type { Graph, Model, ValueId } from '../ir/graph.ts';
import { findConstant } from '../ir/query.ts';
import { ownValue } from '../own-value.ts';
import type { AppliedStep } from '../passes/trace.ts';
import { instrument } from '../precision/calibration/instrument.ts';
import type { Feeds, HostTensor, Session, SessionFactory } from '../runtime/session.ts';
import { openData } from './open-data.ts';
import { sessionPortsOf } from './session-ports.ts';

/** Samples that a model is fed with: a change that is right for one sample alone is found out. */
const SAMPLES = 2;

/** The first samples of a data source, as a model takes them. Errors: data.*. */
export async function firstFeeds(graph: Graph, spec: DataSpec, signal: AbortSignal): Promise<Feeds> {
  const ports = sessionPortsOf(graph);
  const { dataset, preprocess } = await openData(spec, ports, { signal });
  const batch = (await fixedBatchOf(dataset, preprocess, ports, signal)) ?? SAMPLES;
  for await (const block of readBlocks(dataset, preprocess, batch, { limit: batch, signal }))
    return toFeeds(block, preprocess, ports, batch);
  return {};
}

/**
 * What values hold while the imported model runs on data. A value that a rewrite made is known by the one that it replaced.
 * Weights are written once; of each reading, only the values that are asked for leave the runner.
 */
export class RecordedValues {
  private readonly nameOf: ReadonlyMap<ValueId, string>;

  private constructor(
    private readonly session: Session,
    private readonly path: string,
    private readonly feeds: Feeds,
    observed: ReadonlyMap<string, ValueId>,
    private readonly originals: ReadonlyMap<ValueId, ValueId>,
  ) {
    this.nameOf = new Map([...observed].map(([name, id]) => [id, name]));
  }

  /** Errors: file.write-failed, runtime.*. */
  static async open(
    model: Model,
    wanted: readonly ValueId[],
    { steps, feeds, factory, signal }: RecordingOptions,
  ): Promise<RecordedValues> {
    const originals = originalsOf(model.graph, steps);
    const known = new Set(wanted.flatMap((id) => originals.get(id) ?? (isRecordable(model.graph, id) ? id : [])));
    const { model: instrumented, observed } = instrument(model, [...known]);
    const path = join(tmpdir(), `lathe-recorded-${randomUUID()}.onnx`);
    try {
      await writeModel(instrumented, path, { signal });
      const options = { provider: 'cpu', threads: 0, graphOptimization: 'disabled' } as const;
      const session = await factory.open({ kind: 'file', path }, options, signal);
      return new RecordedValues(session, path, feeds, observed, originals);
    } catch (error) {
      await deleteModel(path);
      throw error;
    }
  }

  /** The values among `ids` that the imported model has. */
  async read(ids: readonly ValueId[], signal: AbortSignal): Promise<ReadonlyMap<ValueId, HostTensor>> {
    const names = new Map(
      ids.flatMap((id) => (this.findName(id) === undefined ? [] : [[id, this.findName(id) ?? '']])),
    );
    if (names.size === 0) return new Map();
    const given = Object.fromEntries(
      this.session.inputs.flatMap(({ name }) => {
        const feed = ownValue(this.feeds, name);
        return feed ? [[name, feed]] : [];
      }),
    );
    const results = await this.session.run(given, { outputs: [...new Set(names.values())], signal });
    const values = new Map<ValueId, HostTensor>();
    for (const [id, name] of names) {
      const tensor = results[name];
      if (tensor) values.set(id, tensor);
    }
    return values;
  }

  async close(): Promise<void> {
    await this.session.close();
    await deleteModel(this.path);
  }

  private findName(id: ValueId): string | undefined {
    return this.nameOf.get(this.originals.get(id) ?? id);
  }
}

export interface RecordingOptions {
  /** The changes that were made since the import. */
  readonly steps: readonly AppliedStep[];
  readonly feeds: Feeds;
  readonly factory: SessionFactory;
  readonly signal: AbortSignal;
}

/** For values that rewrites made, the imported value that each took the place of. */
function originalsOf(imported: Graph, steps: readonly AppliedStep[]): ReadonlyMap<ValueId, ValueId> {
  const originals = new Map<ValueId, ValueId>();
  for (const { patch } of steps) {
    for (const edit of patch.edits) {
      if (edit.kind !== 'redirect' || imported.values.has(edit.to)) continue;
      const original = originals.get(edit.from) ?? (isRecordable(imported, edit.from) ? edit.from : undefined);
      if (original !== undefined) originals.set(edit.to, original);
    }
  }
  return originals;
}

const isRecordable = (imported: Graph, id: ValueId): boolean =>
  imported.values.get(id)?.type?.kind === 'tensor' && !findConstant(imported, id);

const deleteModel = async (path: string): Promise<void> => {
  await Promise.all([path, `${path}.data`].map((file) => rm(file, { force: true })));
};
