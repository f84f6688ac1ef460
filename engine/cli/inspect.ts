import type { DataType } from '../ir/data-type.ts';
import type { Graph, ValueId } from '../ir/graph.ts';
import { requireValue } from '../ir/query.ts';
import type { Dim } from '../ir/shape.ts';
import { optimize } from '../passes/optimize.ts';
import { formatBytes, formatCount } from '../report/format-number.ts';
import { layerConvention } from '../targets/layer-count.ts';
import { targetNames } from '../targets/targets.ts';
import { loadModel } from '../workbench/load-model.ts';
import { summarizeModel } from '../workbench/summarize-model.ts';
import { type Command, parseArguments, requireOne, resolvePath } from './command.ts';
import { parseShapes } from './shape-option.ts';
import { renderFields, renderTable } from './table.ts';

const usage = `inspect MODEL [--target T] [--shape NAME=1x3x224x224]... [--json]

  --target T   what the layers after fusion are counted for: ${targetNames.join(', ')} (onnxruntime-cpu)
  --shape S    fixes the dims of an input; repeatable
  --json       one JSON document instead of tables`;

/** Prints what a model is: inputs, outputs, operators, parameters, MACs, and its layers before and after fusion. */
export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'inputs, outputs, operators, layers before and after fusion',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, {
      target: { type: 'string' },
      shape: { type: 'string', multiple: true },
      json: { type: 'boolean' },
    });
    const target = parsed.choice('target', targetNames, 'onnxruntime-cpu');
    const shapes = parseShapes(parsed.texts('shape'));
    const loaded = await loadModel(resolvePath(io, requireOne(parsed, 'MODEL')), { shapes, signal: io.signal });
    const summary = summarizeModel(loaded);
    const { stages } = optimize(loaded.frozen, { target });
    const counts = stages.map(({ name, layerCount }) => ({ name, count: layerCount }));
    const layers = { before: counts[0]?.count ?? 0, after: counts.at(-1)?.count ?? 0, stages: counts };
    for (const { message } of loaded.diagnostics) io.note(message);
    if (parsed.flag('json')) {
      const {
        name: model,
        format,
        operatorCounts: operators,
        parameterCount: parameters,
        macs,
        opset,
        producer,
        sizeBytes,
      } = summary;
      const [inputs, outputs] = [
        portsOf(loaded.frozen, loaded.frozen.inputs),
        portsOf(loaded.frozen, loaded.frozen.outputs),
      ];
      io.print(
        JSON.stringify({
          model,
          format,
          opset,
          producer,
          sizeBytes,
          inputs,
          outputs,
          operators,
          parameters,
          macs,
          target,
          layers,
          convention: layerConvention,
        }),
      );
      return;
    }
    const port = ({ name, dataType, shape }: { name: string; dataType: string; shape: string }) =>
      `${name}  ${dataType} ${shape}`;
    io.print(
      renderFields([
        [
          'Model',
          `${summary.name} (${summary.format}, opset ${summary.opset}${summary.producer ? `, from ${summary.producer}` : ''})`,
        ],
        ['Size', formatBytes(summary.sizeBytes)],
        ...summary.inputs.map((input, index): [string, string] => [index === 0 ? 'Inputs' : '', port(input)]),
        ...summary.outputs.map((output, index): [string, string] => [index === 0 ? 'Outputs' : '', port(output)]),
        ['Parameters', formatCount(summary.parameterCount)],
        ['MACs', `${formatCount(summary.macs)} (open dimensions as 1)`],
        [
          'Operators',
          Object.entries(summary.operatorCounts)
            .map(([name, count]) => `${name} ${count}`)
            .join(', '),
        ],
      ]),
    );
    io.print('');
    io.print(`Layers for ${target}: ${layers.before} -> ${layers.after} (predicted)`);
    io.print(
      renderTable(
        ['after stage', 'layers'],
        counts.map(({ name, count }) => [name, String(count)]),
      ),
    );
    io.print(layerConvention);
  },
};

interface PortJson {
  readonly name: string;
  readonly type: DataType | 'unknown';
  /** Null where even the rank is unknown. */
  readonly shape: readonly (number | string)[] | null;
}

const portsOf = (graph: Graph, ids: readonly ValueId[]): readonly PortJson[] =>
  ids.map((id) => {
    const { name, type } = requireValue(graph, id);
    if (type?.kind !== 'tensor') return { name, type: 'unknown', shape: null };
    return { name, type: type.dataType ?? 'unknown', shape: type.shape?.map((dim: Dim) => dim ?? '?') ?? null };
  });
