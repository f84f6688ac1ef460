import { type Evaluation, evaluate, type ModelOutcome } from '../accuracy/evaluate.ts';
import { formatDrop, formatInterval, formatPercent, formatSqnr } from '../report/format-number.ts';
import { providerNames } from '../runtime/providers.ts';
import type { ProviderName, SessionOptions } from '../runtime/session.ts';
import { openData } from '../workbench/open-data.ts';
import { type Command, type CommandIo, parseArguments, UsageError } from './command.ts';
import { dataOptions, dataUsage, readDataSpec } from './data-options.ts';
import { type ModelFailure, requireModels, requireNoFailure, toFailureJson } from './model-arguments.ts';
import { openRunnable } from './runnable-models.ts';
import { renderTable } from './table.ts';
import { weightOptions, weightUsage } from './weight-options.ts';
import { withFactory } from './with-factory.ts';
import { withScratchFolder } from './with-scratch-folder.ts';

const usage = `evaluate MODEL... --data DATA [options]

  --data DATA         a folder of class folders, .npy, .npz, IDX, JSON lines of {"path", "label"}, or an ONNX
                      test_data_set folder
${dataUsage}
  --batch N           samples per run, where the models leave it open (32)
  --provider P        ${providerNames.join(', ')} (cpu)
  --threads N         intra-operator threads; 0 lets ONNX Runtime choose (0)
${weightUsage}
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
      ...weightOptions,
      json: { type: 'boolean' },
    });
    const models = requireModels(parsed, io);
    const dataPath = parsed.text('data');
    if (dataPath === undefined) throw new UsageError('--data is missing');
    const batch = parsed.count('batch', { min: 1 });
    const session: SessionOptions = {
      provider: parsed.choice('provider', providerNames, 'cpu'),
      threads: parsed.count('threads', { min: 0 }) ?? 0,
      graphOptimization: 'all',
    };
    const evaluation = await withScratchFolder(async (folder) => {
      const opened = await openRunnable(models, parsed, { folder }, io);
      const data = await openData(readDataSpec(parsed, dataPath, io), [], { signal: io.signal });
      return withFactory((factory) =>
        evaluate(
          opened.map(({ name, path }) => ({ label: name, source: { kind: 'file', path }, session })),
          data.dataset,
          data.preprocess,
          {
            factory,
            batch,
            labelOffset: data.labelOffset,
            limit: data.limit,
            signal: io.signal,
            onProgress: ({ doneCount, totalCount }) => io.progress(`${doneCount} of ${totalCount} samples`),
          },
        ),
      );
    });
    for (const { message } of evaluation.diagnostics) io.note(message);
    const evaluated = evaluation.models.filter((model) => model.status === 'evaluated');
    const failures = evaluation.models.flatMap((model) =>
      model.status === 'failed' ? [{ name: model.label, error: model.error }] : [],
    );
    if (parsed.flag('json')) io.print(JSON.stringify(toJson(evaluation, evaluated, failures)));
    else printTable(evaluation, evaluated, session.provider, io);
    requireNoFailure(failures, io);
  },
};

type Evaluated = Extract<ModelOutcome, { readonly status: 'evaluated' }>;

function toJson({ sampleCount, data }: Evaluation, evaluated: readonly Evaluated[], failures: readonly ModelFailure[]) {
  const models = evaluated.map(({ label, figures, answers, nanCount, infinityCount }) => ({
    model: label,
    ...figures,
    top1: figures.top1 ?? null,
    top5: figures.top5 ?? null,
    top1Interval: figures.top1Interval ?? null,
    ...(answers && { answers }),
    nanCount,
    infinityCount,
  }));
  return { samples: sampleCount, data, models, failures: failures.map(toFailureJson) };
}

function printTable(
  { sampleCount, data }: Evaluation,
  evaluated: readonly Evaluated[],
  provider: ProviderName,
  io: CommandIo,
): void {
  io.print(`${sampleCount} samples of ${data}, ${provider}; compared with ${evaluated[0]?.label}`);
  io.print(
    renderTable(
      ['model', 'top-1', '95 % interval', 'drop', 'top-5', 'agreement', 'SQNR', 'cosine'],
      evaluated.map(({ label, figures }) => [
        label,
        formatPercent(figures.top1),
        formatInterval(figures.top1Interval),
        formatDrop(figures.top1Drop),
        formatPercent(figures.top5),
        formatPercent(figures.agreement),
        formatSqnr(figures.sqnrDb),
        figures.cosine.toFixed(6),
      ]),
    ),
  );
}
