import type { Diagnostic } from '../../errors.ts';
import { invariant } from '../../errors.ts';
import type { Graph, NodeId, ValueId } from '../../ir/graph.ts';
import { opsetOf, requireNode } from '../../ir/query.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import type { CalibrationTable } from '../calibration/calibrate.ts';
import { nothingToQuantize, opsetTooOld } from '../errors.ts';
import type { ConvertedGraph } from '../plan.ts';
import { insertQdq, type QdqScheme } from './insert-qdq.ts';
import {
  type ActivationSymmetry,
  isDegenerate,
  type Quantization,
  type QuantizedType,
  quantizationOf,
  type ValueRange,
} from './scheme.ts';
import { type QuantizationTarget, type Selection, selectNodes } from './select-nodes.ts';
import { sharedRanges } from './share-scales.ts';

/** How weights are stored. */
export interface WeightForm {
  /** Default 8. With 7, x86 processors without VNNI cannot saturate; some networks lose accuracy to it, others gain. */
  readonly weightBits?: 7 | 8;
  /** Default int8. uint8 never saturates on x86 and is about a quarter slower. Ignored for TensorRT. */
  readonly weightType?: QuantizedType;
}

export interface QuantizeOptions extends WeightForm {
  readonly target: QuantizationTarget;
  /** Of a channel's weights: all of it, or what leaves the least squared error. Default 'largest'. */
  readonly weightRange?: 'largest' | 'least-squares';
  /** Means of channels by value, from `observeChannels`: biases then take back what rounding the weights adds on average. */
  readonly means?: ReadonlyMap<ValueId, Float64Array>;
  /** 'symmetric' puts real 0 in the middle where values have both signs. Default 'asymmetric'; TensorRT's is symmetric always. */
  readonly symmetry?: ActivationSymmetry;
  /** Nodes that stay in float32. */
  readonly keepFloat32?: ReadonlySet<NodeId>;
}

interface TargetScheme extends QdqScheme {
  readonly symmetry: ActivationSymmetry;
}

function schemeOf(options: QuantizeOptions): TargetScheme {
  const { target, weightBits = 8, weightType = 'int8', weightRange: range = 'largest', means } = options;
  return target === 'tensorrt'
    ? { weights: { dataType: 'int8', bits: 8, range }, biases: 'float32', activations: 'int8', symmetry: 'symmetric' }
    : {
        weights: { dataType: weightType, bits: weightBits, range },
        biases: 'int32',
        activations: 'uint8',
        symmetry: options.symmetry ?? 'asymmetric',
        means,
      };
}

/** The values whose ranges `quantizeStatic` asks the calibration table for. Errors: as for `quantizeStatic`. */
export function valuesToObserve(graph: Graph, options: QuantizeOptions): readonly ValueId[] {
  const selection = select(inNeededOpset(graph), options, () => undefined);
  return [...new Set([...selection.quantized].map((value) => selection.sources.get(value) ?? value))];
}

/**
 * Quantizes a float32 graph to 8 bits with fixed scales. BatchNormalization must be folded before. Inputs and outputs of the
 * model stay float32.
 * Exactness: weights within half a step per channel; activations within half a step where the calibrated range holds.
 * Errors: precision.nothing-to-quantize, precision.opset-too-old.
 */
export function quantizeStatic(original: Graph, table: CalibrationTable, options: QuantizeOptions): ConvertedGraph {
  const graph = inNeededOpset(original);
  const rangeOf = (value: ValueId): ValueRange => {
    const calibrated = table.values.get(value);
    invariant(calibrated, `Value ${value} was not calibrated`);
    return calibrated.threshold;
  };
  const selection = select(graph, options, (value) => requireRange(table, value));
  const scheme = schemeOf(options);
  const quantizations = new Map<ValueId, Quantization>();
  for (const [value, range] of sharedRanges(graph, selection, rangeOf)) {
    const quantization = quantizationOf(range, scheme.activations, scheme.symmetry);
    invariant(quantization, `Value ${value} has the degenerate range ${range.min} to ${range.max}`);
    quantizations.set(value, quantization);
  }
  return {
    graph: insertQdq(graph, selection, quantizations, scheme),
    precisions: new Map([...selection.nodes.keys()].map((id) => [id, 'int8'])),
    kept: selection.kept,
    diagnostics: [...randomBasis(table), ...ownOperators(selection)],
  };
}

/** DequantizeLinear has an axis from here on. */
const NEEDED_OPSET = 13;

/** With types. Ids stay. */
function inNeededOpset(graph: Graph): Graph {
  if (opsetOf(graph) < NEEDED_OPSET) throw opsetTooOld(opsetOf(graph), 'its opset was not upgraded first');
  return inferTypes(graph);
}

function select(
  graph: Graph,
  { target, keepFloat32 = new Set() }: QuantizeOptions,
  requireRange: (value: ValueId) => string | undefined,
): Selection {
  const selection = selectNodes(graph, { target, keepFloat32, requireRange });
  if (selection.nodes.size === 0) throw nothingToQuantize(tellingReason(graph, selection));
  return selection;
}

/** Why its heaviest nodes are not quantized, where it has such. */
function tellingReason(graph: Graph, { kept }: Selection): string {
  const isHeavy = (id: NodeId) => ['Conv', 'Gemm', 'MatMul'].includes(requireNode(graph, id).opType);
  const [telling = kept[0]] = kept.filter(({ nodeIds }) => nodeIds.some(isHeavy));
  return telling?.reason ?? 'it computes nothing in float32';
}

function requireRange({ values }: CalibrationTable, value: ValueId): string | undefined {
  const calibrated = values.get(value);
  if (!calibrated) return 'its values were not observed during calibration';
  const { min, max } = calibrated.range;
  if (min > max) return 'calibration saw no finite values of it';
  return isDegenerate(calibrated.threshold) ? 'it was zero for all calibration data' : undefined;
}

function randomBasis({ basis }: CalibrationTable): readonly Diagnostic[] {
  if (basis !== 'random') return [];
  return [
    {
      severity: 'warning',
      code: 'precision.random-calibration',
      message: 'Calibrated with random data: good for measuring speed, not valid for accuracy.',
    },
  ];
}

function ownOperators({ nodes }: Selection): readonly Diagnostic[] {
  const count = [...nodes.values()].filter(({ kind }) => kind === 'dynamic').length;
  if (count === 0) return [];
  const subject = count === 1 ? '1 matrix product runs' : `${count} matrix products run`;
  return [
    {
      severity: 'info',
      code: 'precision.runtime-operator',
      message: `${subject} as DynamicQuantizeMatMul, an operator of ONNX Runtime's own: other runtimes cannot load this model.`,
    },
  ];
}
