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
import type { Feeds, HostTensor, SessionFactory } from '../runtime/session.ts';
import type { JobContext } from './job.ts';
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
}

/** Where one session's share ends: so many bytes of weights and activations are in memory at a time. */
const CHUNK_BYTES = 256 * 2 ** 20;
const CHUNK_CUTS = 64;

/** Open batches are 2: a change that is right for one sample alone is found out. */
const BATCH = 2;

/**
 * Runs what each change touched, before and after it, on the same seeded random inputs with ONNX Runtime's own
 * optimizations off, and compares. `shapes` gives dims of inputs that the model leaves open. Changes that cannot be cut out
 * or run are answered with the reason. Errors: AbortError.
 */
export async function proveFusions(
  model: Model,
  steps: readonly AppliedStep[],
  shapes: NonNullable<ShapeOptions['shapes']>,
  services: ProofServices,
): Promise<readonly FusionProof[]> {
  const inputShapes = findInputShapes(model.graph, shapes);
  const outcomes = new Map<AppliedStep, ProofOutcome>();
  const report = () =>
    services.onProgress({
      stage: 'Proving the fusions',
      fraction: outcomes.size / Math.max(1, steps.length),
      doneCount: outcomes.size,
      totalCount: steps.length,
      unit: 'fusions',
    });
  let chunk: Chunk[] = [];
  let chunkBytes = 0;
  const flush = async () => {
    for (const [step, outcome] of await proveChunk(model, chunk, services)) outcomes.set(step, outcome);
    [chunk, chunkBytes] = [[], 0];
    report();
  };
  for (const step of steps) {
    services.signal.throwIfAborted();
    if (step.kind === 'layer') {
      outcomes.set(step, { status: 'grouping-only' });
      continue;
    }
    const ready = prepare(step, inputShapes);
    if ('reason' in ready) {
      outcomes.set(step, { status: 'not-checked', reason: ready.reason });
      continue;
    }
    const bytes = bytesOf(ready);
    if (chunk.length > 0 && (chunk.length >= CHUNK_CUTS || chunkBytes + bytes > CHUNK_BYTES)) await flush();
    chunk.push({ step, ready });
    chunkBytes += bytes;
  }
  await flush();
  return steps.map((step) => {
    const outcome = outcomes.get(step);
    invariant(outcome, `${step.rule} was neither proved nor given up`);
    return { rule: step.rule, origins: step.origins, outcome };
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

function prepare(
  step: AppliedStep,
  inputShapes: ReadonlyMap<string, readonly number[]>,
): ReadyCut | { readonly reason: string } {
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

/** One session for all; where that fails, two with half of them each, down to the one at fault. */
async function proveChunk(
  model: Model,
  chunk: readonly Chunk[],
  services: ProofServices,
): Promise<readonly (readonly [AppliedStep, ProofOutcome])[]> {
  const [first] = chunk;
  if (!first) return [];
  const { graph, outputs } = toProofGraph(chunk.map(({ ready }) => ready));
  try {
    const results = await run({ ...model, graph }, chunk, outputs, services);
    return chunk.map(({ step }, index) => [step, outcomeOf(outputs[index], results)]);
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    if (chunk.length === 1) return [[first.step, { status: 'not-checked', reason: error.message }]];
    const half = Math.ceil(chunk.length / 2);
    return [
      ...(await proveChunk(model, chunk.slice(0, half), services)),
      ...(await proveChunk(model, chunk.slice(half), services)),
    ];
  }
}

async function run(
  model: Model,
  chunk: readonly Chunk[],
  outputs: readonly ProofOutputs[],
  { factory, signal }: ProofServices,
): Promise<Readonly<Record<string, HostTensor>>> {
  const session = await factory.open(
    { kind: 'bytes', bytes: exportOnnx(model) },
    { provider: 'cpu', threads: 0, graphOptimization: 'disabled' },
    signal,
  );
  try {
    const random = createRandom(1);
    const feeds: Record<string, HostTensor> = {};
    chunk.forEach(({ ready }, index) => {
      ready.inputs.forEach(({ dataType, dims }, at) => {
        const name = outputs[index]?.inputNames[at];
        if (name !== undefined) feeds[name] = randomTensor(dataType, dims, random);
      });
    });
    const wanted = new Set(session.inputs.map(({ name }) => name));
    const given: Feeds = Object.fromEntries(Object.entries(feeds).filter(([name]) => wanted.has(name)));
    return await session.run(given, { signal });
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

function outcomeOf(outputs: ProofOutputs | undefined, results: Readonly<Record<string, HostTensor>>): ProofOutcome {
  const pairs: (readonly [ComparedTensor, ComparedTensor])[] = [];
  for (const { before, after } of outputs?.pairs ?? []) {
    const [a, b] = [toCompared(results[before]), toCompared(results[after])];
    if (!a || !b) return { status: 'not-checked', reason: 'an output is no tensor of numbers' };
    pairs.push([a, b]);
  }
  return compareOutputs(pairs);
}

function toCompared(tensor: HostTensor | undefined): ComparedTensor | undefined {
  if (!tensor || !isNumeric(tensor.dataType)) return undefined;
  const { dataType, dims, data } = tensor;
  return { dataType, dims, values: tensorNumbers(tensorOfBytes(dataType, dims, data)) };
}
