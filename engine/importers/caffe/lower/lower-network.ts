import type { Diagnostic } from '../../../errors.ts';
import type { SourceLayer } from '../../../ir/graph.ts';
import { ownValue } from '../../../own-value.ts';
import { findLayerType, isDataLayer, isDroppedLayer, isUncounted, SILENCE } from '../layers/layer-types.ts';
import type { CaffeLayer } from '../network.ts';
import type { Parameters } from '../weights/parameters.ts';
import { LayerFault } from './layer-fault.ts';
import { LayerScope, type LoweredNode } from './layer-scope.ts';
import type { NetworkInput } from './network-inputs.ts';
import { opaqueNode } from './opaque-layer.ts';
import { activation, type Operand } from './operand.ts';

/** A layer with the nodes that it became. */
export interface LoweredLayer {
  readonly source: SourceLayer;
  readonly nodes: readonly LoweredNode[];
}

export interface LoweredNetwork {
  readonly inputs: readonly Operand[];
  readonly outputs: readonly Operand[];
  readonly layers: readonly LoweredLayer[];
  readonly diagnostics: readonly Diagnostic[];
  /** True where a layer depends on how many samples a run has, so that the batch cannot be left open. */
  readonly countsOnBatch: boolean;
}

/**
 * Layers as ONNX operators, in their order. A layer without operators, or that contradicts itself, becomes an opaque node and a
 * warning; losses and scores are dropped. A blob that nothing makes is taken for an input.
 */
export function lowerNetwork(
  layers: readonly CaffeLayer[],
  inputs: readonly NetworkInput[],
  trained: Parameters,
  shapes: Readonly<Record<string, readonly number[]>>,
): LoweredNetwork {
  return new Lowering(trained, shapes).run(layers, inputs);
}

class Lowering {
  /** What a blob holds at this point of the network. */
  private readonly blobs = new Map<string, Operand>();
  private readonly used = new Set<Operand>();
  /** What layers read although nothing makes it. */
  private readonly undeclared: Operand[] = [];
  private readonly constants = new Map<string, Operand>();
  private readonly lowered: LoweredLayer[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private readonly normalizations = new Map<Operand, SourceLayer>();
  private readonly opaqueTypes = new Map<string, string[]>();
  private countsOnBatch = false;

  constructor(
    private readonly trained: Parameters,
    private readonly shapes: Readonly<Record<string, readonly number[]>>,
  ) {}

  run(layers: readonly CaffeLayer[], inputs: readonly NetworkInput[]): LoweredNetwork {
    const fed = inputs.map(({ name, shape }) => {
      const operand = activation(shape);
      this.write(name, operand);
      return operand;
    });
    const written = layers.filter(({ type, bottom }) => !isDataLayer(type, bottom.length));
    for (const layer of written) this.lower(layer);
    const outputs = [...new Set(this.blobs.values())].filter(
      (operand) => !this.used.has(operand) && !fed.includes(operand),
    );
    this.reportOpaque();
    return {
      inputs: [...fed, ...this.undeclared].filter((operand) => this.used.has(operand)),
      outputs,
      layers: this.lowered,
      diagnostics: this.diagnostics,
      countsOnBatch: this.countsOnBatch,
    };
  }

  private lower(layer: CaffeLayer): void {
    if (isDroppedLayer(layer.type)) return;
    const inputs = layer.bottom.map((name) => this.read(layer, name));
    for (const operand of inputs) this.used.add(operand);
    if (layer.type === SILENCE) return;
    const scope = new LayerScope(layer, inputs, this.trained, this.constants);
    const fault = lowerLayer(scope);
    const nodes = fault === undefined ? scope.nodes : [opaqueNode(scope)];
    const results = fault === undefined ? scope.results : (nodes[0]?.outputs ?? []);
    if (fault !== undefined) this.noteOpaque(layer, fault);
    else this.diagnostics.push(...scope.diagnostics);
    if (fault !== undefined || scope.countsOnBatch) this.countsOnBatch = true;
    const source = this.sourceOf(layer, inputs);
    this.lowered.push({ source, nodes });
    layer.top.forEach((name, index) => {
      const result = results[index];
      if (!result) return;
      this.write(name, result);
      if (layer.type === 'BatchNorm') this.normalizations.set(result, source);
    });
  }

  /** A Scale layer right after a BatchNorm completes it: other frameworks have one layer for both. */
  private sourceOf({ name, type }: CaffeLayer, [input]: readonly Operand[]): SourceLayer {
    const completed = type === 'Scale' && input ? this.normalizations.get(input) : undefined;
    return { name, type, isCounted: !isUncounted(type), ...(completed && { completes: completed }) };
  }

  private read(layer: CaffeLayer, name: string): Operand {
    const found = this.blobs.get(name);
    if (found) return found;
    const input = activation(ownValue(this.shapes, name));
    this.write(name, input);
    this.undeclared.push(input);
    this.diagnostics.push({
      severity: 'warning',
      code: 'caffe.undeclared-input',
      message: `Layer "${layer.name}" reads the blob "${name}", which no layer before it makes: it is taken for an input. Give its dims with --shape ${name}=1x3x224x224, or correct the bottom in the prototxt.`,
      place: layer.name,
    });
    return input;
  }

  private write(name: string, operand: Operand): void {
    operand.name = name;
    this.blobs.set(name, operand);
  }

  private noteOpaque({ name, type }: CaffeLayer, fault: string): void {
    if (fault !== '') {
      this.diagnostics.push({
        severity: 'warning',
        code: 'caffe.opaque-layer',
        message: `Layer "${name}" (${type}) is shown as it is, because ${fault}. The model can be shown but not run.`,
        place: name,
      });
      return;
    }
    const names = this.opaqueTypes.get(type);
    if (names) names.push(name);
    else this.opaqueTypes.set(type, [name]);
  }

  private reportOpaque(): void {
    for (const [type, [first = '', ...others]] of this.opaqueTypes) {
      const more = others.length > 0 ? ` and ${others.length} more` : '';
      this.diagnostics.push({
        severity: 'warning',
        code: 'caffe.unknown-layer',
        message: `Layers of type ${type || '(none)'} have no ONNX operators and are shown as they are ("${first}"${more}). The model can be shown but not run.`,
        place: first,
      });
    }
  }
}

/** Why the layer cannot be lowered: '' where its type is not known, undefined where it was. */
function lowerLayer(scope: LayerScope): string | undefined {
  const type = findLayerType(scope.layer.type);
  if (!type) return '';
  try {
    type.lower(scope);
    return undefined;
  } catch (error) {
    if (error instanceof LayerFault) return error.message;
    throw error;
  }
}
