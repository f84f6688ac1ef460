import type { ModelPort, ModelSummary } from '../api/contract.ts';
import type { DataType } from '../ir/data-type.ts';
import type { Graph, ValueId } from '../ir/graph.ts';
import { requireValue } from '../ir/query.ts';
import type { Confirmation } from '../report/confirmation.ts';
import { formatBytes, formatCount } from '../report/format-number.ts';
import { conventionFor } from '../targets/layer-count.ts';
import type { TargetName } from '../targets/target.ts';
import { targetNames } from '../targets/targets.ts';
import type { ComparedGraphs } from '../view/graph-view.ts';
import { loadModel } from '../workbench/load-model.ts';
import { layerCountsOf, rewriteModel } from '../workbench/rewrite-model.ts';
import { summarizeModel } from '../workbench/summarize-model.ts';
import { type Command, type CommandIo, parseArguments, requireOne, resolvePath } from './command.ts';
import { type CountedLayers, confirm, confirmUsage, layerSentence } from './confirmed.ts';
import { readRuleNames, readSwitches, ruleOptions, ruleUsage } from './rule-options.ts';
import { parseShapes } from './shape-option.ts';
import { renderFields, renderTable } from './table.ts';
import { readWeightOptions, requireWeightsTaken, weightOptions, weightUsage } from './weight-options.ts';

const usage = `inspect MODEL [options]

  --target T          what the layers after fusion are counted for: ${targetNames.join(', ')} (onnxruntime-cpu)
  --shape NAME=1x3x224x224   dims of an input that the model leaves open; repeatable
${ruleUsage}
${weightUsage}
${confirmUsage}
  --json              one JSON document instead of tables`;

/** Prints what a model is: inputs, outputs, operators, parameters, MACs, and its layers before and after fusion. */
export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'inputs, outputs, operators, layers before and after fusion',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, {
      target: { type: 'string' },
      shape: { type: 'string', multiple: true },
      ...ruleOptions,
      ...weightOptions,
      confirm: { type: 'boolean' },
      json: { type: 'boolean' },
    });
    const target = parsed.choice('target', targetNames, 'onnxruntime-cpu');
    const rules = readRuleNames(parsed, target);
    const shapes = parseShapes(parsed.texts('shape'));
    const weights = readWeightOptions(parsed, io);
    const loaded = await loadModel(resolvePath(io, requireOne(parsed, 'MODEL')), {
      ...weights,
      shapes,
      signal: io.signal,
    });
    requireWeightsTaken(weights.weightsPath, [loaded]);
    const summary = summarizeModel(loaded);
    const rewritten = rewriteModel(loaded, { target, ...readSwitches(parsed, rules, loaded) });
    const layers = layerCountsOf(rewritten);
    const confirmation = parsed.flag('confirm') ? await confirm(loaded, rewritten, shapes, io) : undefined;
    for (const { message } of summary.diagnostics) io.note(message);
    if (parsed.flag('json')) {
      const document = { ...toJson(summary, loaded.frozen, target, layers), weights: loaded.weights };
      io.print(JSON.stringify({ ...document, ...(confirmation && { confirmed: confirmation.counts }) }));
    } else printTables(summary, { target, layers, convention: conventionFor(loaded.frozen) }, confirmation, io);
  },
};

type Summary = Omit<ModelSummary, 'modelId'>;
type Layers = ComparedGraphs['layers'];

function toJson(summary: Summary, graph: Graph, target: TargetName, layers: Layers) {
  return {
    model: summary.name,
    format: summary.format,
    opset: summary.opset,
    producer: summary.producer,
    sizeBytes: summary.sizeBytes,
    inputs: portsOf(graph, graph.inputs),
    outputs: portsOf(graph, graph.outputs),
    operators: summary.operatorCounts,
    ...(summary.layerTypeCounts && { layerTypes: summary.layerTypeCounts }),
    parameters: summary.parameterCount,
    macs: summary.macs,
    target,
    layers,
    convention: conventionFor(graph),
  };
}

function printTables(
  summary: Summary,
  counted: CountedLayers,
  confirmation: Confirmation | undefined,
  io: CommandIo,
): void {
  const { name, format, opset, producer, inputs, outputs, operatorCounts, layerTypeCounts } = summary;
  const listed = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([type, count]) => `${type} ${count}`)
      .join(', ');
  io.print(
    renderFields([
      ['Model', `${name} (${[format, `opset ${opset}`, ...(producer ? [`from ${producer}`] : [])].join(', ')})`],
      ['Size', formatBytes(summary.sizeBytes)],
      ...portFields('Inputs', inputs),
      ...portFields('Outputs', outputs),
      ['Parameters', formatCount(summary.parameterCount)],
      ['MACs', `${formatCount(summary.macs)} (open dimensions as 1)`],
      ...(layerTypeCounts ? [['Layers', listed(layerTypeCounts)] as const] : []),
      ['Operators', listed(operatorCounts)],
    ]),
  );
  io.print('');
  io.print(
    renderTable(
      ['after stage', 'layers'],
      counted.layers.stages.map((stage) => [stage.name, String(stage.count)]),
    ),
  );
  io.print(layerSentence(counted, confirmation));
}

/** One line per port, the first with the title. */
const portFields = (title: string, ports: readonly ModelPort[]): readonly (readonly [string, string])[] =>
  ports.map(({ name, dataType, shape }, index) => [index === 0 ? title : '', `${name}  ${dataType} ${shape}`]);

interface PortJson {
  readonly name: string;
  readonly type: DataType | 'unknown';
  /** A number, a dimension's name, or '?'; null where even the rank is unknown. */
  readonly shape: readonly (number | string)[] | null;
}

const portsOf = (graph: Graph, ids: readonly ValueId[]): readonly PortJson[] =>
  ids.map((id) => {
    const { name, type } = requireValue(graph, id);
    if (type?.kind !== 'tensor') return { name, type: 'unknown', shape: null };
    return { name, type: type.dataType ?? 'unknown', shape: type.shape?.map((dim) => dim ?? '?') ?? null };
  });
