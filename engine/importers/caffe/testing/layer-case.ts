import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Graph } from '../../../ir/graph.ts';
import { requireValue } from '../../../ir/query.ts';
import { type Tensor, tensorFloats, tensorOfFloats } from '../../../ir/tensor.ts';
import { runGraph } from '../../../testing/run-graph.ts';
import type { Numbers } from './encode-caffemodel.ts';

const folder = join(import.meta.dirname, 'cases');

const numbers = z.object({ dims: z.array(z.number()), data: z.array(z.number()) });
const document = z.object({
  source: z.string().min(1),
  blobs: z.record(z.string(), z.array(numbers)),
  inputs: z.record(z.string(), numbers),
  outputs: z.record(z.string(), numbers),
});

/** A network with weights, inputs and what another implementation makes of them. */
export type LayerCase = z.infer<typeof document> & { readonly prototxt: Uint8Array };

export const layerCaseNames: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

export const readLayerCase = (name: string): LayerCase => ({
  ...document.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))),
  prototxt: readFileSync(join(folder, `${name}.prototxt`)),
});

export const toTensor = ({ dims, data }: Numbers): Tensor => tensorOfFloats(dims, Float32Array.from(data));

/** The outputs of a graph by name, as numbers. */
export async function outputsOf(
  graph: Graph,
  inputs: Readonly<Record<string, Numbers>>,
): Promise<Readonly<Record<string, Numbers>>> {
  const feeds = new Map(Object.entries(inputs).map(([name, values]) => [name, toTensor(values)]));
  const results = await runGraph(graph, feeds);
  return Object.fromEntries(
    results.map((tensor, index) => {
      const id = graph.outputs[index];
      const name = id === undefined ? '' : requireValue(graph, id).name;
      return [name, { dims: tensor.dims, data: [...tensorFloats(tensor)] }];
    }),
  );
}

/** The largest difference, relative to 1 or to what is expected where that is larger. */
export const largestDifference = (found: Numbers, wanted: Numbers): number =>
  wanted.data.reduce(
    (largest, value, index) =>
      Math.max(largest, Math.abs((found.data[index] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))),
    0,
  );
