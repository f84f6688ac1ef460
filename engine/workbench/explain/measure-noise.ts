import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { numbersOf } from '../../accuracy/elements.ts';
import { feedBatches } from '../../accuracy/feed-batches.ts';
import { writeModel } from '../../files/write-model.ts';
import type { Graph, Model, Node, ValueId } from '../../ir/graph.ts';
import { consumersOf, requireValue, topologicalOrder } from '../../ir/query.ts';
import { costOfGraph } from '../../ops/cost-of.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { instrument } from '../../precision/calibration/instrument.ts';
import type { ConvertedGraph } from '../../precision/plan.ts';
import type { LayerNoise } from '../../report/explanation.ts';
import type { Feeds, HostTensor, Session, SessionFactory } from '../../runtime/session.ts';
import type { OpenedData } from '../open-data.ts';

export interface NoiseServices {
  readonly factory: SessionFactory;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Errors of layers differ by decibels: a few samples tell them apart. */
const SAMPLE_COUNT = 4;
/** Activations of one run cross from the runner this many layers at a time, so that memory stays bounded. */
const LAYERS_PER_RUN = 12;

interface ComparedLayer {
  readonly node: Node;
  readonly float: ValueId;
  readonly quantized: ValueId;
}

/**
 * SQNR of what each quantized layer gives, dequantized, against float32 on the first samples of the data, the noisiest first.
 * A layer's noise includes that of all layers before it. Errors: data.*, runtime.*, file.write-failed.
 */
export async function measureNoise(
  float: Model,
  { graph, precisions }: ConvertedGraph,
  data: OpenedData,
  services: NoiseServices,
): Promise<readonly LayerNoise[]> {
  const layers = comparedLayers(float.graph, graph, precisions);
  if (layers.length === 0) return [];
  const before = instrument(float, distinct(layers.map((layer) => layer.float)));
  const after = instrument({ ...float, graph }, distinct(layers.map(({ quantized }) => quantized)));
  const folder = join(services.folder, `noise-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  const sessions: Session[] = [];
  try {
    for (const [index, { model }] of [before, after].entries()) {
      const path = join(folder, `${index}.onnx`);
      await writeModel(model, path, { signal: services.signal });
      const options = { provider: 'cpu', threads: 0, graphOptimization: 'all' } as const;
      sessions.push(await services.factory.open({ kind: 'file', path }, options, services.signal));
    }
    const [reference, noisy] = sessions;
    if (!reference || !noisy) return [];
    const sums = layers.map(() => ({ signal: 0, noise: 0 }));
    const [nameBefore, nameAfter] = [byValue(before.observed), byValue(after.observed)];
    for await (const feeds of feedsOf(data, reference, services.signal)) {
      for (let start = 0; start < layers.length; start += LAYERS_PER_RUN) {
        const part = layers.slice(start, start + LAYERS_PER_RUN);
        const wanted = await runFor(
          reference,
          feeds,
          part.map((layer) => nameBefore.get(layer.float)),
          services,
        );
        const found = await runFor(
          noisy,
          feeds,
          part.map((layer) => nameAfter.get(layer.quantized)),
          services,
        );
        part.forEach((layer, index) => {
          const sum = sums[start + index];
          const [r, x] = [wanted[nameBefore.get(layer.float) ?? ''], found[nameAfter.get(layer.quantized) ?? '']];
          if (sum && r && x) addNoise(sum, r, x);
        });
      }
    }
    return layers
      .map(({ node }, index) => ({ node, sum: sums[index] ?? { signal: 0, noise: 0 } }))
      .filter(({ sum }) => sum.signal > 0)
      .sort((a, b) => a.sum.signal / a.sum.noise - b.sum.signal / b.sum.noise)
      .map(({ node, sum }) => ({
        name: nameOf(float.graph, node),
        origins: node.origins,
        sqnrDb: sum.noise === 0 ? 'identical' : 10 * Math.log10(sum.signal / sum.noise),
      }));
  } finally {
    await Promise.allSettled(sessions.map((session) => session.close()));
    await rm(folder, { recursive: true, force: true });
  }
}

/** Layers that multiply, with their output in either graph, after the clamp that rounding took over. */
function comparedLayers(
  float: Graph,
  quantized: Graph,
  precisions: ConvertedGraph['precisions'],
): readonly ComparedLayer[] {
  const { macsByNode } = costOfGraph(inferTypes(float));
  return topologicalOrder(float).flatMap((node): ComparedLayer[] => {
    const [raw] = quantized.nodes.get(node.id)?.outputs ?? [];
    if (raw === undefined || precisions.get(node.id) !== 'int8' || !macsByNode.has(node.id)) return [];
    const dequantized = outputThrough(quantized, outputThrough(quantized, raw, 'QuantizeLinear'), 'DequantizeLinear');
    if (dequantized === undefined) return [{ node, float: raw, quantized: raw }];
    const [clamp, ...others] = [...consumersOf(float, raw)];
    const isAbsorbed = clamp !== undefined && others.length === 0 && !quantized.nodes.has(clamp.id);
    const [clamped = raw] = isAbsorbed ? clamp.outputs : [];
    return [{ node, float: clamped, quantized: dequantized }];
  });
}

function outputThrough(graph: Graph, value: ValueId | undefined, opType: string): ValueId | undefined {
  if (value === undefined) return undefined;
  return [...consumersOf(graph, value)].find((node) => node.opType === opType)?.outputs[0];
}

async function* feedsOf(
  { dataset, preprocess, limit = SAMPLE_COUNT }: OpenedData,
  session: Session,
  signal: AbortSignal,
): AsyncGenerator<Feeds> {
  const range = { limit: Math.min(SAMPLE_COUNT, limit), signal };
  yield* feedBatches(dataset, preprocess, session.inputs, 1, range);
}

const runFor = (
  session: Session,
  feeds: Feeds,
  names: readonly (string | undefined)[],
  { signal }: NoiseServices,
): Promise<Readonly<Record<string, HostTensor>>> =>
  session.run(feeds, { signal, outputs: distinct(names.filter((name) => name !== undefined)) });

function addNoise(sum: { signal: number; noise: number }, reference: HostTensor, found: HostTensor): void {
  const [r, x] = [numbersOf(reference), numbersOf(found)];
  if (!r || !x || r.length !== x.length) return;
  for (let i = 0; i < r.length; i++) {
    const wanted = r[i] ?? 0;
    const difference = wanted - (x[i] ?? 0);
    sum.signal += wanted * wanted;
    sum.noise += difference * difference;
  }
}

function nameOf(graph: Graph, { name, opType, outputs: [output] }: Node): string {
  if (name !== '') return name;
  return output === undefined ? opType : requireValue(graph, output).name;
}

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

const byValue = (observed: ReadonlyMap<string, ValueId>): ReadonlyMap<ValueId, string> =>
  new Map([...observed].map(([name, id]) => [id, name]));
