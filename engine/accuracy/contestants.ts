import { isAbort, WorkbenchError } from '../errors.ts';
import type { Feeds, ModelSource, Session, SessionFactory, SessionOptions, SessionPort } from '../runtime/session.ts';
import type { Dataset } from './datasets/dataset.ts';
import { batchesDiffer, outputsDiffer } from './errors.ts';
import { fixedBatchOf, type SampleBlock, toFeeds } from './feed-batches.ts';
import { AccuracyAccumulator } from './metrics.ts';
import { decodeOutputs, type OutputValues } from './output-values.ts';
import type { Preprocess } from './preprocess.ts';

export interface EvaluatedModel {
  /** Names the model in messages and results. */
  readonly label: string;
  readonly source: ModelSource;
  readonly session: SessionOptions;
}

/** A model in the comparison. It drops out for good with its first failure. */
export interface Contestant {
  readonly label: string;
  readonly session: Session | undefined;
  readonly accumulator: AccuracyAccumulator;
  failure: WorkbenchError | undefined;
}

/** Loads a model. Only the reference's failure is thrown. */
export async function enterModel(
  { label, source, session: sessionOptions }: EvaluatedModel,
  isReference: boolean,
  factory: SessionFactory,
  signal: AbortSignal | undefined,
): Promise<Contestant> {
  const accumulator = new AccuracyAccumulator();
  try {
    const session = await factory.open(source, sessionOptions, signal);
    return { label, session, accumulator, failure: undefined };
  } catch (error) {
    return { label, session: undefined, accumulator, failure: requireTolerable(error, isReference) };
  }
}

export interface ModelRun {
  readonly contestant: Contestant;
  readonly outputs: readonly OutputValues[];
  /** Samples fed, padding included. */
  readonly batch: number;
}

/** Runs one block through every model still in the comparison, at the same time. The reference comes first. */
export async function runAll(
  contestants: readonly Contestant[],
  block: SampleBlock,
  preprocess: Preprocess,
  fixedBatch: number | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly ModelRun[]> {
  const feedsByPorts = new Map<string, Feeds>();
  const feedsFor = (inputs: readonly SessionPort[]) => {
    const key = JSON.stringify(inputs);
    const feeds = feedsByPorts.get(key) ?? toFeeds(block, preprocess, inputs, fixedBatch);
    feedsByPorts.set(key, feeds);
    return feeds;
  };
  const runs = contestants.map(async (contestant, index): Promise<readonly ModelRun[]> => {
    const { session } = contestant;
    if (session === undefined || contestant.failure !== undefined) return [];
    try {
      const feeds = feedsFor(session.inputs);
      const results = await session.run(feeds, signal === undefined ? {} : { signal });
      const batch = block.kind === 'feeds' ? leadingSize(feeds, session.inputs) : (fixedBatch ?? block.count);
      return [{ contestant, outputs: decodeOutputs(results, session.outputs), batch }];
    } catch (error) {
      contestant.failure = requireTolerable(error, index === 0);
      return [];
    }
  });
  const settled = await Promise.allSettled(runs);
  return settled.flatMap((run) => {
    if (run.status === 'rejected') throw run.reason;
    return run.value;
  });
}

const leadingSize = (feeds: Feeds, [first]: readonly SessionPort[]) =>
  first === undefined ? 1 : (feeds[first.name]?.dims[0] ?? 1);

/** The error as another model's failure; thrown on where it ends the whole evaluation. */
function requireTolerable(error: unknown, isReference: boolean): WorkbenchError {
  if (!(error instanceof WorkbenchError) || isAbort(error) || isReference) throw error;
  return error;
}

/** The batch size that some model fixes, if any; a model that fixes another one drops out. */
export async function findCommonBatch(
  contestants: readonly Contestant[],
  dataset: Dataset,
  preprocess: Preprocess,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  let common: { readonly label: string; readonly batch: number } | undefined;
  for (const [index, contestant] of contestants.entries()) {
    if (contestant.session === undefined) continue;
    try {
      const batch = await fixedBatchOf(dataset, preprocess, contestant.session.inputs, signal);
      if (batch === undefined) continue;
      common ??= { label: contestant.label, batch };
      if (common.batch !== batch) throw batchesDiffer(common.label, common.batch, contestant.label, batch);
    } catch (error) {
      contestant.failure = requireTolerable(error, index === 0);
    }
  }
  return common?.batch;
}

/** Why outputs cannot be compared, if so. */
export function findDifference(
  first: Contestant,
  wanted: readonly OutputValues[],
  other: Contestant,
  found: readonly OutputValues[],
): WorkbenchError | undefined {
  const same =
    wanted.length === found.length && wanted.every((output, i) => output.values.length === found[i]?.values.length);
  return same ? undefined : outputsDiffer(first.label, describe(wanted), other.label, describe(found));
}

const describe = (outputs: readonly OutputValues[]) =>
  outputs.length === 0
    ? 'no numeric output'
    : outputs.map(({ name, dims }) => `${name} [${dims.join(', ')}]`).join(', ');
