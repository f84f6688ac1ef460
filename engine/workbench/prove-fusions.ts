import type { DataSpec } from '../api/contract.ts';
import { resolveInputDims, type ShapeOptions } from '../benchmark/input-dims.ts';
import { createRandom } from '../benchmark/statistics.ts';
import { invariant, WorkbenchError } from '../errors.ts';
import { exportOnnx } from '../export/export-onnx.ts';
import { type DataType, isFloat } from '../ir/data-type.ts';
import type { Graph, Model, NodeId, ValueId } from '../ir/graph.ts';
import { findConstant, requireValue } from '../ir/query.ts';
import { elementCountOf, isStatic } from '../ir/shape.ts';
import {
  isNumeric,
  tensorByteLength,
  tensorBytes,
  tensorNumbers,
  tensorOfBytes,
  tensorOfNumbers,
} from '../ir/tensor.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { type Cut, cutOut } from '../passes/proof/cut.ts';
import { type ComparedTensor, compareOutputs, type ProofOutcome } from '../passes/proof/proof.ts';
import { type CutInput, type ProofOutputs, type ReadyCut, toProofGraph } from '../passes/proof/to-proof-graph.ts';
import type { AppliedStep } from '../passes/trace.ts';
import type { HostTensor, SessionFactory } from '../runtime/session.ts';
import type { JobContext } from './job.ts';
import { firstFeeds, RecordedValues } from './recorded-values.ts';
import { sessionPortsOf } from './session-ports.ts';

export interface ProofServices {
  readonly factory: SessionFactory;
  readonly signal: AbortSignal;
  readonly onProgress: JobContext['progress'];
}

export interface FusionProof {
  readonly rule: string;
  readonly origins: readonly NodeId[];
  readonly outcome: ProofOutcome;
  /** Proved on what the data makes of the values, too. */
  readonly onData?: true;
}

export interface ProofOptions {
  /** Dims of inputs that the model leaves open. */
  readonly shapes?: NonNullable<ShapeOptions['shapes']>;
  /** Where given, changes are proved on its first samples besides random inputs. */
  readonly data?: DataSpec | undefined;
}

/** Where one session's share ends: so many bytes of weights and activations are in memory at a time. */
const CHUNK_BYTES = 256 * 2 ** 20;
const CHUNK_CUTS = 64;

/** Open batches are 2: a change that is right for one sample alone is found out. */
const BATCH = 2;

/**
 * Runs what each change touched, before and after it, on the same seeded random inputs with ONNX Runtime's own
 * optimizations off, and compares; with data, on the values that the imported model has on it as well. Changes that cannot be
 * cut out or run are answered with the reason. Errors: data.*; AbortError.
 */
export async function proveFusions(
  model: Model,
  steps: readonly AppliedStep[],
  { shapes = {}, data }: ProofOptions,
  services: ProofServices,
): Promise<readonly FusionProof[]> {
  const feeds = data && (await firstFeeds(model.graph, data, services.signal));
  const dims = feeds && Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, tensor.dims]));
  const inputShapes = findInputShapes(model.graph, dims ?? shapes);
  const prepared = steps.map((step): readonly [AppliedStep, ReadyCut | Reason | undefined] => {
    services.signal.throwIfAborted();
    return [step, step.kind === 'layer' ? undefined : prepare(step, inputShapes)];
  });
  if (!feeds) return prove(model, prepared, undefined, services);
  const wanted = prepared.flatMap(([, ready]) => (ready && 'cut' in ready ? ready.cut.inputs : []));
  const recorded = await RecordedValues.open(model, wanted, { ...services, steps, feeds });
  try {
    return await prove(model, prepared, recorded, services);
  } finally {
    await recorded.close();
  }
}

interface Reason {
  readonly reason: string;
}

async function prove(
  model: Model,
  prepared: readonly (readonly [AppliedStep, ReadyCut | Reason | undefined])[],
  recorded: RecordedValues | undefined,
  services: ProofServices,
): Promise<readonly FusionProof[]> {
  const outcomes = new Map<AppliedStep, Pick<FusionProof, 'outcome' | 'onData'>>();
  const report = () =>
    services.onProgress({
      stage: 'Proving the fusions',
      fraction: outcomes.size / Math.max(1, prepared.length),
      doneCount: outcomes.size,
      totalCount: prepared.length,
      unit: 'fusions',
    });
  let chunk: Chunk[] = [];
  let chunkBytes = 0;
  const flush = async () => {
    for (const [step, proved] of await proveChunk(model, chunk, recorded, services)) outcomes.set(step, proved);
    [chunk, chunkBytes] = [[], 0];
    report();
  };
  for (const [step, ready] of prepared) {
    services.signal.throwIfAborted();
    if (!ready || 'reason' in ready) {
      outcomes.set(step, { outcome: ready ? { status: 'not-checked', ...ready } : { status: 'grouping-only' } });
      continue;
    }
    const bytes = bytesOf(ready);
    if (chunk.length > 0 && (chunk.length >= CHUNK_CUTS || chunkBytes + bytes > CHUNK_BYTES)) await flush();
    chunk.push({ step, ready });
    chunkBytes += bytes;
  }
  await flush();
  return prepared.map(([step]) => {
    const proved = outcomes.get(step);
    invariant(proved, `${step.rule} was neither proved nor given up`);
    return { rule: step.rule, origins: step.origins, ...proved };
  });
}

interface Chunk {
  readonly step: AppliedStep;
  readonly ready: ReadyCut;
}

/** Dims of every input, or nothing where the model leaves open more than a batch. */
function findInputShapes(
  graph: Graph,
  shapes: NonNullable<ShapeOptions['shapes']>,
): ReadonlyMap<string, readonly number[]> {
  try {
    return resolveInputDims(sessionPortsOf(graph), { batch: BATCH, shapes }).dimsByInput;
  } catch (error) {
    if (error instanceof WorkbenchError) return new Map(Object.entries(shapes));
    throw error;
  }
}

function prepare(step: AppliedStep, inputShapes: ReadonlyMap<string, readonly number[]>): ReadyCut | Reason {
  if (opsetsDiffer(step)) return { reason: 'it changes the operator set of the whole graph' };
  const cut = cutOut(step);
  if (!cut) return { reason: 'it replaced no value that anything uses' };
  const division = [...cut.before.nodes, ...cut.after.nodes].find(({ opType }) => opType === 'Mod' || opType === 'Div');
  const inputs: CutInput[] = [];
  for (const id of cut.inputs) {
    const input = toCutInput(step.before, id) ?? toCutInput(typed(step.before, inputShapes), id);
    if (!input) return { reason: `the shape of ${requireValue(step.before, id).name} is open` };
    if (division && !isFloat(input.dataType)) return { reason: 'random whole numbers may divide by zero' };
    inputs.push(input);
  }
  return { cut, inputs };
}

/** The graphs of consecutive changes mostly have their types already, and one that has not is asked for more than once. */
const typedGraphs = new WeakMap<Graph, Graph>();

function typed(graph: Graph, inputShapes: ReadonlyMap<string, readonly number[]>): Graph {
  const result = typedGraphs.get(graph) ?? inferTypes(graph, { inputShapes });
  typedGraphs.set(graph, result);
  return result;
}

const opsetsDiffer = ({ before, after }: AppliedStep): boolean =>
  [...before.opsets].some(([domain, version]) => after.opsets.get(domain) !== version);

function toCutInput(graph: Graph, id: ValueId): CutInput | undefined {
  const type = graph.values.get(id)?.type;
  if (type?.kind !== 'tensor' || !type.dataType || !type.shape || !isStatic(type.shape)) return undefined;
  return isNumeric(type.dataType) ? { id, dataType: type.dataType, dims: type.shape } : undefined;
}

const bytesOf = ({ cut, inputs }: ReadyCut): number =>
  weightBytesOf(cut) + 4 * inputs.reduce((sum, { dims }) => sum + elementCountOf(dims), 0);

function weightBytesOf({ before, after }: Cut): number {
  let bytes = 0;
  for (const { graph, nodes } of [before, after]) {
    for (const id of new Set(nodes.flatMap((node) => node.inputs))) {
      const constant = findConstant(graph, id);
      if (constant) bytes += tensorByteLength(constant);
    }
  }
  return bytes;
}

type Proved = readonly [AppliedStep, Pick<FusionProof, 'outcome' | 'onData'>];

/** One session for all; where that fails, two with half of them each, down to the one at fault. */
async function proveChunk(
  model: Model,
  chunk: readonly Chunk[],
  recorded: RecordedValues | undefined,
  services: ProofServices,
): Promise<readonly Proved[]> {
  const [first] = chunk;
  if (!first) return [];
  const { graph, outputs } = toProofGraph(chunk.map(({ ready }) => ready));
  try {
    const { random, data, onData } = await run({ ...model, graph }, chunk, outputs, recorded, services);
    return chunk.map(({ step }, index): Proved => {
      const pairs = [random, ...(onData.has(step) ? [data] : [])].map((results) => pairsOf(outputs[index], results));
      return [step, { outcome: outcomeOf(pairs), ...(onData.has(step) && { onData: true }) }];
    });
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    if (chunk.length === 1) return [[first.step, { outcome: { status: 'not-checked', reason: error.message } }]];
    const half = Math.ceil(chunk.length / 2);
    return [
      ...(await proveChunk(model, chunk.slice(0, half), recorded, services)),
      ...(await proveChunk(model, chunk.slice(half), recorded, services)),
    ];
  }
}

type Results = Readonly<Record<string, HostTensor>>;

interface ChunkResults {
  readonly random: Results;
  readonly data: Results;
  /** The changes of which every input is recorded. */
  readonly onData: ReadonlySet<AppliedStep>;
}

async function run(
  model: Model,
  chunk: readonly Chunk[],
  outputs: readonly ProofOutputs[],
  recorded: RecordedValues | undefined,
  { factory, signal }: ProofServices,
): Promise<ChunkResults> {
  const session = await factory.open(
    { kind: 'bytes', bytes: exportOnnx(model) },
    { provider: 'cpu', threads: 0, graphOptimization: 'disabled' },
    signal,
  );
  try {
    const wanted = new Set(session.inputs.map(({ name }) => name));
    const draw = createRandom(1);
    const values = await recorded?.read(
      chunk.flatMap(({ ready }) => ready.inputs.map(({ id }) => id)),
      signal,
    );
    const [randomFeeds, dataFeeds]: [Record<string, HostTensor>, Record<string, HostTensor>] = [{}, {}];
    const onData = new Set(values ? chunk.map(({ step }) => step) : []);
    for (const [index, { step, ready }] of chunk.entries()) {
      for (const [at, { id, dataType, dims }] of ready.inputs.entries()) {
        const name = outputs[index]?.inputNames[at];
        const tensor = randomTensor(dataType, dims, draw);
        if (name === undefined || !wanted.has(name)) continue;
        const value = values?.get(id);
        const isSame = value?.dataType === dataType && `${value.dims}` === `${dims}`;
        if (!isSame) onData.delete(step);
        randomFeeds[name] = tensor;
        dataFeeds[name] = isSame ? value : tensor;
      }
    }
    const random = await session.run(randomFeeds, { signal });
    return { random, data: onData.size > 0 ? await session.run(dataFeeds, { signal }) : {}, onData };
  } finally {
    await session.close();
  }
}

/** Floats from -2 to 2; whole numbers and booleans 0 or 1, which any table can be asked for. */
function randomTensor(dataType: DataType, dims: readonly number[], random: () => number): HostTensor {
  const draw = isFloat(dataType) ? () => 4 * random() - 2 : () => Math.round(random());
  const values = Float64Array.from({ length: elementCountOf(dims) }, draw);
  return { dataType, dims, data: tensorBytes(tensorOfNumbers(dataType, dims, values)) };
}

type Pairs = readonly (readonly [ComparedTensor, ComparedTensor])[];

/** Outputs before and after; undefined where one is no tensor of numbers. */
function pairsOf(outputs: ProofOutputs | undefined, results: Results): Pairs | undefined {
  const pairs: (readonly [ComparedTensor, ComparedTensor])[] = [];
  for (const { before, after } of outputs?.pairs ?? []) {
    const [a, b] = [toCompared(results[before]), toCompared(results[after])];
    if (!a || !b) return undefined;
    pairs.push([a, b]);
  }
  return pairs;
}

/** What all runs together show. */
function outcomeOf(runs: readonly (Pairs | undefined)[]): ProofOutcome {
  const pairs: (readonly [ComparedTensor, ComparedTensor])[] = [];
  for (const run of runs) {
    if (!run) return { status: 'not-checked', reason: 'an output is no tensor of numbers' };
    pairs.push(...run);
  }
  return compareOutputs(pairs);
}

function toCompared(tensor: HostTensor | undefined): ComparedTensor | undefined {
  if (!tensor || !isNumeric(tensor.dataType)) return undefined;
  const { dataType, dims, data } = tensor;
  return { dataType, dims, values: tensorNumbers(tensorOfBytes(dataType, dims, data)) };
}
