import type { Diagnostic } from '../../errors.ts';
import type { Model } from '../../ir/graph.ts';
import { absentWeights, architectureOnly, randomWeights, type WeightOrigin, weightMetadata } from '../weight-origin.ts';
import { caffeNoLayers } from './errors.ts';
import { assemble } from './lower/assemble.ts';
import { type LoweredNetwork, lowerNetwork } from './lower/lower-network.ts';
import { networkInputs } from './lower/network-inputs.ts';
import { type CaffeNetwork, toNetwork } from './network.ts';
import { layersIn, stateForUse } from './phases.ts';
import { netParameter } from './schema/network.ts';
import type { StoredBlob } from './stored-blob.ts';
import { decodeText } from './text/decode-text.ts';
import { Parameters, storedWeights, type WeightSource } from './weights/parameters.ts';
import { decodeWire } from './wire/decode-wire.ts';

/** What a Caffe model is made of: the network as text, its trained weights, or both. A caffemodel alone holds its network too. */
export interface CaffeFiles {
  readonly prototxt?: Uint8Array;
  readonly caffemodel?: Uint8Array;
}

export interface CaffeOptions {
  /** What stands for weights that are not there; a promise that fails when it is read, by default. */
  readonly missingWeights?: WeightSource['missing'];
  /** Dims by input name, in place of those that the network states. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
}

export interface CaffeImport {
  readonly model: Model;
  readonly weights: WeightOrigin;
  /** How many parameters the caffemodel gave. */
  readonly storedCount: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a Caffe network for use (phase TEST) and lowers its layers to ONNX operators. Weights are views of the file. Layers without
 * operators stay as opaque nodes; weights that are missing are promised, and what reads them fails with caffe.weights-missing.
 * Errors: caffe.*.
 */
export function importCaffe({ prototxt, caffemodel }: CaffeFiles, options: CaffeOptions = {}): CaffeImport {
  const trained = caffemodel && toNetwork(decodeWire(caffemodel, netParameter));
  const text = prototxt && decodeText(new TextDecoder().decode(prototxt), netParameter);
  const network = text ? toNetwork(text.message) : trained;
  if (!network) throw new TypeError('There is neither a network nor a caffemodel');
  const source: WeightSource = {
    stored: trained ? storedWeights(trained.layers) : new Map<string, readonly StoredBlob[]>(),
    missing: options.missingWeights ?? 'absent',
  };
  const { lowered, parameters, diagnostics } = lower(network, text ? 'written' : 'saved', source, options);
  if (lowered.outputs.length === 0) throw caffeNoLayers();
  const weights = parameters.origin;
  return {
    weights,
    storedCount: parameters.storedCount,
    diagnostics: [...(text?.diagnostics ?? []), ...diagnostics, ...weightDiagnostics(parameters)],
    model: {
      graph: assemble(network.name, lowered),
      irVersion: 8,
      producerName: 'Caffe',
      producerVersion: '',
      domain: '',
      modelVersion: 0n,
      docString: weights === 'random' ? architectureOnly : '',
      metadata: weightMetadata(weights),
      carried: { functions: [], trainingInfo: [], configurations: [] },
    },
  };
}

interface LoweredModel {
  readonly lowered: LoweredNetwork;
  readonly parameters: Parameters;
  readonly diagnostics: readonly Diagnostic[];
}

/** First for any number of samples; where a layer depends on their number, for the one that the network states. */
function lower(
  network: CaffeNetwork,
  origin: 'written' | 'saved',
  source: WeightSource,
  { shapes = {} }: CaffeOptions,
): LoweredModel {
  const layers = layersIn(network, stateForUse(network), origin);
  const attempt = (batch: 'open' | 'fixed'): LoweredModel => {
    const { inputs, diagnostics } = networkInputs(network, layers, { shapes, stored: source.stored, batch });
    const parameters = new Parameters(source);
    const lowered = lowerNetwork(layers, inputs, parameters, shapes);
    return { lowered, parameters, diagnostics: [...diagnostics, ...lowered.diagnostics, ...parameters.diagnostics] };
  };
  const open = attempt('open');
  return open.lowered.countsOnBatch ? attempt('fixed') : open;
}

function weightDiagnostics(parameters: Parameters): readonly Diagnostic[] {
  const { origin, isPartial, lackingLayers } = parameters;
  if (origin === 'stored') return [];
  const made = origin === 'random' ? randomWeights : absentWeights;
  const [first] = lackingLayers;
  if (!isPartial || first === undefined) return [made];
  const layers = lackingLayers.length === 1 ? `layer "${first}"` : `${lackingLayers.length} layers, "${first}" first`;
  return [{ ...made, message: `The caffemodel has no weights for ${layers}. ${made.message}` }];
}
