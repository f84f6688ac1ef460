import { basename } from 'node:path';
import { evaluate } from '../accuracy/evaluate.ts';
import { formatPercent, formatSqnr } from '../report/format-number.ts';
import type { ModelSource } from '../runtime/session.ts';
import { openData } from '../workbench/open-data.ts';
import { type Command, parseArguments, resolvePath, UsageError } from './command.ts';
import { dataOptions, dataUsage, readDataSpec } from './data-options.ts';
import { providerNames, withFactory } from './session-options.ts';
import { renderTable } from './table.ts';

const usage = `evaluate MODEL... --data DATA [options]

  --data DATA         a folder of class folders, .npy, .npz, IDX, or an ONNX test_data_set folder
${dataUsage}
  --batch N           samples per run, where the models leave it open (32)
  --provider P        ${providerNames.join(', ')} (cpu)
  --threads N         intra-operator threads; 0 lets ONNX Runtime choose (0)
  --json              one JSON document instead of a table

The first model is the reference that the others are compared with.`;

/** Prints accuracy on labelled data, and how far each model is from the first. */
export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'accuracy on data; agreement, SQNR and cosine against the first model',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, {
      ...dataOptions,
      data: { type: 'string' },
      batch: { type: 'string' },
      provider: { type: 'string' },
      threads: { type: 'string' },
      json: { type: 'boolean' },
    });
    const paths = parsed.positionals;
    const dataPath = parsed.text('data');
    if (paths.length === 0) throw new UsageError('MODEL is missing');
    if (dataPath === undefined) throw new UsageError('--data is missing');
    const session = {
      provider: parsed.choice('provider', providerNames, 'cpu'),
      threads: parsed.count('threads', 0) ?? 0,
      graphOptimization: 'all' as const,
    };
    const spec = readDataSpec(parsed, dataPath, io);
    const data = await openData(spec, [], { signal: io.signal });
    const evaluation = await withFactory((factory) =>
      evaluate(
        paths.map((path) => ({ label: basename(path), source: fileSource(resolvePath(io, path)), session })),
        data.dataset,
        data.preprocess,
        {
          factory,
          batch: parsed.count('batch', 1),
          labelOffset: data.labelOffset,
          limit: data.limit,
          signal: io.signal,
          onProgress: ({ doneCount, totalCount }) => io.progress(`${doneCount} of ${totalCount} samples`),
        },
      ),
    );
    for (const { message } of evaluation.diagnostics) io.note(message);
    for (const model of evaluation.models)
      if (model.status === 'failed') io.note(`${model.label}: ${model.error.message}`);
    const evaluated = evaluation.models.filter((model) => model.status === 'evaluated');
    if (parsed.flag('json')) {
      const models = evaluated.map(({ label, figures, top1Interval, nanCount }) => ({
        model: label,
        ...figures,
        top1Interval,
        nanCount,
      }));
      io.print(JSON.stringify({ samples: evaluation.sampleCount, data: evaluation.data, models }));
    } else {
      io.print(
        `${evaluation.sampleCount} samples of ${evaluation.data}, ${session.provider}; compared with ${evaluated[0]?.label}`,
      );
      io.print(
        renderTable(
          ['model', 'top-1', '95 % interval', 'top-5', 'agreement', 'SQNR', 'cosine'],
          evaluated.map(({ label, figures, top1Interval }) => [
            label,
            formatPercent(figures.top1),
            top1Interval ? `${formatPercent(top1Interval.low)} - ${formatPercent(top1Interval.high)}` : '-',
            formatPercent(figures.top5),
            formatPercent(figures.agreement),
            formatSqnr(figures.sqnrDb),
            figures.cosine.toFixed(6),
          ]),
        ),
      );
    }
    const failure = evaluation.models.find((model) => model.status === 'failed');
    if (failure?.status === 'failed') throw failure.error;
  },
};

const fileSource = (path: string): ModelSource => ({ kind: 'file', path });
