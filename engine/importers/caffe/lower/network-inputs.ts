import type { Diagnostic } from '../../../errors.ts';
import type { Dim, Shape } from '../../../ir/shape.ts';
import { isDataLayer } from '../layers/layer-types.ts';
import type { CaffeLayer, CaffeNetwork } from '../network.ts';
import type { StoredBlob } from '../stored-blob.ts';
import { dataShapes } from './data-shapes.ts';

export interface NetworkInput {
  readonly name: string;
  readonly shape: Shape | undefined;
}

/** What the batch is called where any number of samples may be run. */
export const BATCH = 'N';

export interface InputOptions {
  /** Dims by input name, in place of those that the network states. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Stored weights tell how many channels they read. */
  readonly stored: ReadonlyMap<string, readonly StoredBlob[]>;
  readonly batch: 'open' | 'fixed';
}

/** Taken for images of which the network says nothing, and no weights either. */
const assumed: readonly number[] = [3, 224, 224];

/**
 * What a network reads: inputs declared beside its layers, then the tops of data layers. All of Caffe's dims may be changed after a
 * network is loaded, so the first is left open where the inputs agree on it.
 */
export function networkInputs(
  { inputs }: CaffeNetwork,
  layers: readonly CaffeLayer[],
  options: InputOptions,
): { readonly inputs: readonly NetworkInput[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const declared = inputs.map(({ name, dims }) => ({ name, shape: statedShape(dims) }));
  const fed = layers
    .filter(({ type, bottom }) => isDataLayer(type, bottom.length))
    .flatMap((layer) => {
      const shapes = dataShapes(layer);
      return layer.top.map((name, index) => ({
        name,
        shape: completed(name, shapes[index], layers, options, diagnostics),
      }));
    });
  // Inputs may be called "constructor", which every object has.
  const given = new Map(Object.entries(options.shapes));
  const found = [...declared, ...fed].map(({ name, shape }) => ({ name, shape: given.get(name) ?? shape }));
  return { inputs: options.batch === 'open' ? withOpenBatch(found, options) : found, diagnostics };
}

const statedShape = (dims: readonly number[]): Shape | undefined =>
  dims.length > 0 && dims.every((dim) => Number.isSafeInteger(dim) && dim > 0) ? dims : undefined;

/** Channels by the weights that read them; what is still unknown and nobody's weights fix is assumed, and said. */
function completed(
  name: string,
  shape: Shape | undefined,
  layers: readonly CaffeLayer[],
  { stored, shapes }: InputOptions,
  diagnostics: Diagnostic[],
): Shape | undefined {
  if (shape?.length !== 4 || Object.hasOwn(shapes, name)) return shape && positive(shape);
  const [batch, channels, height, width] = positive(shape);
  const reader = layers.find(({ bottom, type }) => bottom.includes(name) && type === 'Convolution');
  const weights = reader && stored.get(reader.name)?.[0];
  const groups = reader?.parameters.convolution_param.group ?? 1;
  const read = weights?.dims.at(-3);
  const known: Shape = [channels ?? (read === undefined ? undefined : read * groups), height, width];
  if (stored.size > 0 && known[0] !== undefined) return [batch, ...known];
  if (known.every((dim) => dim !== undefined) || !isRead(name, layers)) return [batch, ...known];
  const filled = known.map((dim, index) => dim ?? assumed[index]);
  diagnostics.push({
    severity: 'warning',
    code: 'caffe.assumed-shape',
    message: `The network does not say how large "${name}" is: its data layer reads that from the data. ${filled.join(' x ')} is assumed; give the real dims with --shape ${name}=1x3x224x224.`,
    place: name,
  });
  return [batch, ...filled];
}

const positive = (shape: Shape): Shape => shape.map((dim) => (typeof dim === 'number' && dim <= 0 ? undefined : dim));

const isRead = (name: string, layers: readonly CaffeLayer[]): boolean =>
  layers.some(({ bottom }) => bottom.includes(name));

function withOpenBatch(inputs: readonly NetworkInput[], { shapes }: InputOptions): readonly NetworkInput[] {
  const batches = new Set<Dim>(inputs.filter(({ shape }) => shape !== undefined).map(({ shape }) => shape?.[0]));
  if (batches.size !== 1 || Object.keys(shapes).length > 0) return inputs;
  return inputs.map(({ name, shape }) => ({ name, shape: shape && [BATCH, ...shape.slice(1)] }));
}
