import { caffeNoLayers, caffeVersion0 } from './errors.ts';
import { emptyMessage } from './schema/field.ts';
import {
  type BlobMessage,
  type LayerV1,
  type LayerV2,
  type NetParameter,
  type NetStateRule,
  type Phase,
  v1Types,
} from './schema/network.ts';
import { type LayerParameters, layerParameters } from './schema/parameters.ts';
import type { TextField } from './text/parse-text.ts';

/** A network in one form, whichever version of the format it was written in. */
export interface CaffeNetwork {
  readonly name: string;
  /** Inputs that are declared beside the layers, with the dims that are given for them. */
  readonly inputs: readonly { readonly name: string; readonly dims: readonly number[] }[];
  readonly layers: readonly CaffeLayer[];
  readonly state: NetParameter['state'];
}

export interface CaffeLayer {
  readonly name: string;
  /** 'Convolution': as the second version writes it. */
  readonly type: string;
  readonly bottom: readonly string[];
  readonly top: readonly string[];
  /** Names by which parameters are shared, '' where one has none. */
  readonly paramNames: readonly string[];
  readonly blobs: readonly BlobMessage[];
  readonly include: readonly NetStateRule[];
  readonly exclude: readonly NetStateRule[];
  readonly phase: Phase | undefined;
  readonly parameters: LayerParameters;
  /** Fields that mean something to the layer's own code alone. */
  readonly others: readonly TextField[];
}

/** Errors: caffe.no-layers, caffe.version-0. */
export function toNetwork(message: NetParameter): CaffeNetwork {
  if (message.layers.some(({ layer }) => layer !== undefined)) throw caffeVersion0();
  const layers = [...message.layers.map(fromV1), ...message.layer.map(fromV2)];
  if (layers.length === 0) throw caffeNoLayers();
  return { name: message.name, inputs: inputsOf(message), layers, state: message.state };
}

/** Each input has a shape of its own, or four dims of the list. */
const inputsOf = ({ input, input_shape, input_dim }: NetParameter): CaffeNetwork['inputs'] =>
  input.map((name, index) => ({
    name,
    dims: input_shape[index]?.dim ?? input_dim.slice(4 * index, 4 * index + 4),
  }));

function fromV2(layer: LayerV2): CaffeLayer {
  const { name, type, bottom, top, param, blobs, include, exclude, phase, others } = layer;
  const paramNames = param.map((spec) => spec.name);
  return { name, type, bottom, top, paramNames, blobs, include, exclude, phase, parameters: layer, others };
}

const noParameters = emptyMessage(layerParameters);

function fromV1(layer: LayerV1): CaffeLayer {
  const { name, bottom, top, param, blobs, include, exclude, others } = layer;
  const type = v1Types[layer.type];
  const parameters = { ...noParameters, ...layer };
  return { name, type, bottom, top, paramNames: param, blobs, include, exclude, phase: undefined, parameters, others };
}
