import type { Diagnostic } from '../../../errors.ts';
import { byteLengthOf } from '../../../ir/data-type.ts';
import { elementCountOf } from '../../../ir/shape.ts';
import type { Tensor } from '../../../ir/tensor.ts';
import type { WeightOrigin } from '../../weight-origin.ts';
import { caffeWeightsMissing } from '../errors.ts';
import { LayerFault } from '../lower/layer-fault.ts';
import { constant, type Operand } from '../lower/operand.ts';
import type { CaffeLayer } from '../network.ts';
import { type StoredBlob, storedBytes, toStoredBlob } from '../stored-blob.ts';
import { randomTensor } from './random-tensor.ts';

/** What a parameter is for: what it is called, and how it is filled when it is made up. */
export type ParameterRole =
  | 'weight'
  /** Upsampling by a transposed convolution. */
  | 'bilinear'
  | 'bias'
  | 'scale'
  | 'shift'
  | 'mean'
  | 'variance'
  | 'factor'
  | 'slope';

/** Where weights come from: a file, or made up where there is none. */
export interface WeightSource {
  /** By layer name. */
  readonly stored: ReadonlyMap<string, readonly StoredBlob[]>;
  /** What stands for parameters that the file lacks: numbers from a seed, or a promise that fails when it is read. */
  readonly missing: 'random' | 'absent';
}

/** More than a file of 2 GiB can hold. */
const MAX_BYTES = 2 ** 33;

/** The trained parameters of a network, made into constants one by one; those that share a name are one. */
export class Parameters {
  readonly diagnostics: Diagnostic[] = [];
  private readonly operands = new Map<string, Operand>();
  private readonly owners = new Map<string, { readonly layer: CaffeLayer; readonly index: number }>();
  private readonly lacking = new Set<string>();
  private parameterCount = 0;
  private missingCount = 0;

  constructor(private readonly source: WeightSource) {}

  /** 'stored' where the file had every parameter. */
  get origin(): WeightOrigin {
    return this.missingCount === 0 ? 'stored' : this.source.missing;
  }

  /** True where the file has some parameters and not others. */
  get isPartial(): boolean {
    return this.missingCount > 0 && this.missingCount < this.parameterCount;
  }

  /** How many parameters of the network the file gave. */
  get storedCount(): number {
    return this.parameterCount - this.missingCount;
  }

  /** How many parameters the file has for a layer; undefined where it does not have the layer. */
  countFor(layer: CaffeLayer): number | undefined {
    return this.source.stored.get(layer.name)?.length;
  }

  storedElementCount(layer: CaffeLayer, index: number): number | undefined {
    return this.source.stored.get(layer.name)?.[index]?.elementCount;
  }

  operand(layer: CaffeLayer, index: number, dims: readonly number[], role: ParameterRole): Operand {
    const byteLength = byteLengthOf('float32', elementCountOf(dims));
    if (!Number.isSafeInteger(byteLength) || byteLength > MAX_BYTES || dims.some((dim) => dim < 0))
      throw new LayerFault(`its parameters of [${dims.join(', ')}] are more than any file holds`);
    const owner = this.ownerOf(layer, index);
    const key = JSON.stringify([owner.layer.name, owner.index, dims, role]);
    const known = this.operands.get(key);
    if (known) return known;
    const made = constant(`${owner.layer.name}/${role}`, this.tensor(owner.layer, owner.index, dims, role));
    this.operands.set(key, made);
    return made;
  }

  private tensor(layer: CaffeLayer, index: number, dims: readonly number[], role: ParameterRole): Tensor {
    this.parameterCount++;
    const blob = this.source.stored.get(layer.name)?.[index];
    if (blob && blob.elementCount === elementCountOf(dims)) return storedTensor(blob, dims);
    if (blob) this.reportSize(layer, blob, dims, role);
    else this.lacking.add(layer.name);
    this.missingCount++;
    if (this.source.missing === 'random') return randomTensor(dims, role, `${layer.name}/${index}`);
    const read = (): never => {
      throw caffeWeightsMissing(layer.name);
    };
    return { dataType: 'float32', dims, content: { kind: 'deferred', read } };
  }

  /** The layer that a name was given first in holds the parameter. */
  private ownerOf(layer: CaffeLayer, index: number): { readonly layer: CaffeLayer; readonly index: number } {
    const own = { layer, index };
    const name = layer.paramNames[index];
    if (!name) return own;
    const owner = this.owners.get(name) ?? own;
    this.owners.set(name, owner);
    return owner;
  }

  /** Layers for which the file has nothing. */
  get lackingLayers(): readonly string[] {
    return [...this.lacking];
  }

  private reportSize(layer: CaffeLayer, blob: StoredBlob, dims: readonly number[], role: ParameterRole): void {
    this.diagnostics.push({
      severity: 'warning',
      code: 'caffe.weights-differ',
      message: `The ${role} of layer "${layer.name}" is [${dims.join(', ')}] by the network, and the caffemodel has [${blob.dims.join(', ')}]. They may not belong together.`,
      place: layer.name,
    });
  }
}

const storedTensor = (blob: StoredBlob, dims: readonly number[]): Tensor => {
  const [first] = blob.elements.parts;
  const isView = blob.elements.size === 4 && blob.elements.parts.length === 1 && first !== undefined;
  return {
    dataType: 'float32',
    dims,
    content: isView ? { kind: 'bytes', bytes: first } : { kind: 'deferred', read: () => storedBytes(blob) },
  };
};

/** The blobs of a caffemodel by layer. Blobs that are damaged are left out from the first such on. */
export function storedWeights(layers: readonly CaffeLayer[]): ReadonlyMap<string, readonly StoredBlob[]> {
  const stored = new Map<string, readonly StoredBlob[]>();
  for (const { name, blobs } of layers) {
    if (blobs.length === 0) continue;
    const read = blobs.map(toStoredBlob);
    const end = read.indexOf(undefined);
    stored.set(
      name,
      (end < 0 ? read : read.slice(0, end)).filter((blob) => blob !== undefined),
    );
  }
  return stored;
}
