import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelId, type TunedExport, type TuneRequest, tuneRequest } from '../api/contract.ts';
import { formatMs, formatPercent, formatRatio, formatSqnr } from '../report/format-number.ts';
import { listedName, type TuneCandidate, type TuneReport } from '../report/tune-report.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { describeMachine, providerNames } from '../runtime/providers.ts';
import type { Precision } from '../targets/target.ts';
import { exportTuned, requireTunedFolder } from '../workbench/export-tuned.ts';
import { type LoadedModel, loadModel } from '../workbench/load-model.ts';
import { TimingCacheFile } from '../workbench/timing-cache-file.ts';
import { timingScopeOf } from '../workbench/timing-scope.ts';
import { type TunedModel, tuneModel } from '../workbench/tune-model.ts';
import { calibrationOptions, calibrationUsage, readCalibration } from './calibration-options.ts';
import {
  type Command,
  type CommandIo,
  type ParsedArguments,
  parseArguments,
  requireOne,
  resolvePath,
  UsageError,
} from './command.ts';
import { dataOptions, dataUsage, readDataSpec } from './data-options.ts';
import { parseShapes } from './shape-option.ts';
import { renderTable } from './table.ts';
import { userDataFolder } from './user-folders.ts';
import { noteWeights, readWeightOptions, requireWeightsTaken, weightOptions, weightUsage } from './weight-options.ts';
import { withFactory } from './with-factory.ts';

const formats = ['fp32', 'fp16', 'bf16', 'int8', 'int8-dynamic'] as const satisfies readonly Precision[];

const usage = `tune MODEL -o DIR [options]

  -o, --output DIR    where the model, plan.json and code that runs it are written
  --provider P        ${providerNames.join(', ')} (cpu)
  --threads N         part of the question; without it the tuner chooses, and compares with ONNX Runtime's own choice
  --batch N           samples per run (1)
  --shape NAME=1x3x224x224   dims of an input that the model leaves open; repeatable
  --formats LIST      only these of ${formats.join(', ')}
  --max-drop P        most that accuracy may fall, in percent of the samples (1)
  --data DATA         what accuracy is judged on
${calibrationUsage}
${dataUsage}
${weightUsage}
  --time-limit S      seconds after which what is known is confirmed and nothing new tried (600)
  --fresh             measures again what an earlier search has screened
  --json              one JSON document instead of a table

INT8 with fixed scales is tried where there is calibration data. Every dim of the tuned model is fixed. The answer is faster than the model as it came beyond doubt, or it is that model.`;

/** Searches the fastest plan within an accuracy budget by measuring, and writes it with its model. */
export const tuneCommand: Command = {
  name: 'tune',
  summary: 'the fastest plan within an accuracy budget, by measuring',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, {
      ...dataOptions,
      output: { type: 'string', short: 'o' },
      provider: { type: 'string' },
      threads: { type: 'string' },
      batch: { type: 'string' },
      shape: { type: 'string', multiple: true },
      formats: { type: 'string' },
      'max-drop': { type: 'string' },
      data: { type: 'string' },
      ...calibrationOptions,
      ...weightOptions,
      'time-limit': { type: 'string' },
      fresh: { type: 'boolean' },
      json: { type: 'boolean' },
    });
    const input = requireOne(parsed, 'MODEL');
    const output = parsed.text('output');
    if (output === undefined) throw new UsageError('-o DIR is missing');
    const request = readRequest(parsed, io);
    const folder = resolvePath(io, output);
    const weights = readWeightOptions(parsed, io);
    const loaded = await loadModel(resolvePath(io, input), { ...weights, signal: io.signal });
    requireWeightsTaken(weights.weightsPath, [loaded]);
    noteWeights(loaded, io);
    await requireTunedFolder(folder);
    await tuneInto(folder, loaded, request, parsed, io);
  },
};

async function tuneInto(
  folder: string,
  loaded: LoadedModel,
  request: TuneRequest,
  parsed: ParsedArguments,
  io: CommandIo,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'lathe-'));
  try {
    await withFactory(async (factory) => {
      const { tuned, wasStopped } = await searchPlan(
        loaded,
        request,
        { factory, scratch, isFresh: parsed.flag('fresh') },
        io,
      );
      // What was found until an interruption is written all the same.
      const signal = wasStopped ? new AbortController().signal : io.signal;
      const job = { signal, progress: () => {} };
      const written = await exportTuned(loaded, tuned, { path: folder }, { downloads: undefined, job });
      for (const remark of tuned.report.remarks) io.note(remark);
      if (parsed.flag('json')) io.print(JSON.stringify(toJson(tuned.report, folder)));
      else printReport(tuned.report, written, io);
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface SearchPlace {
  readonly factory: Parameters<typeof tuneModel>[2]['factory'];
  readonly scratch: string;
  readonly isFresh: boolean;
}

/** The search's result; interrupted, what it had found by then. Errors: those of tuneModel. */
async function searchPlan(
  loaded: LoadedModel,
  request: TuneRequest,
  { factory, scratch, isFresh }: SearchPlace,
  io: CommandIo,
): Promise<{ readonly tuned: TunedModel; readonly wasStopped: boolean }> {
  const machine = await describeMachine(createNodeProcessHost(), { signal: io.signal });
  const cache = await TimingCacheFile.open(join(userDataFolder(), 'timings.json'), isFresh ? 'empty' : 'as it is');
  let sofar: TunedModel | undefined;
  let toldCount = 0;
  try {
    const tuned = await tuneModel(loaded, request, {
      factory,
      machine,
      folder: scratch,
      cache,
      scope: await timingScopeOf(loaded, machine, io.signal),
      job: {
        signal: io.signal,
        progress: ({ stage, doneCount, totalCount, unit }) =>
          io.progress(`${stage}: ${doneCount} of ${totalCount} ${unit}`),
        log: (line) => io.note(line),
        partial: () => {},
      },
      onReport: (tuned) => {
        sofar = tuned;
        for (const candidate of tuned.report.candidates.slice(toldCount)) io.progress(`Trying ${candidate.name}`);
        toldCount = tuned.report.candidates.length;
      },
    });
    return { tuned, wasStopped: false };
  } catch (error) {
    if (!io.signal.aborted || sofar === undefined || !hasSpeed(sofar.report)) throw error;
    return { tuned: { ...sofar, report: { ...sofar.report, state: 'stopped' } }, wasStopped: true };
  } finally {
    await cache.save();
  }
}

const hasSpeed = ({ candidates, best }: TuneReport): boolean =>
  candidates.some(({ id, speed }) => id === best && speed !== undefined);

function readRequest(parsed: ParsedArguments, io: CommandIo): TuneRequest {
  const data = parsed.text('data');
  const threads = parsed.count('threads', { min: 0 });
  const calibration = readCalibration(parsed, io);
  return tuneRequest.parse({
    modelId: 'command line' as ModelId,
    provider: parsed.choice('provider', providerNames, 'cpu'),
    batch: parsed.count('batch', { min: 1 }) ?? 1,
    shapes: parseShapes(parsed.texts('shape')),
    maximumDrop: readPercent(parsed, 'max-drop', 1) / 100,
    timeLimitMs: 1000 * (parsed.count('time-limit', { min: 1, max: 86_400 }) ?? 600),
    ...(threads !== undefined && { threads }),
    ...(data !== undefined && { data: readDataSpec(parsed, data, io) }),
    ...(calibration && { calibration }),
    ...(parsed.text('formats') !== undefined && { formats: readFormats(parsed) }),
  });
}

function readFormats(parsed: ParsedArguments): readonly Precision[] {
  return (parsed.text('formats') ?? '').split(',').map((name) => {
    const format = formats.find((known) => known === name);
    if (!format) throw new UsageError(`--formats takes some of ${formats.join(', ')}, not "${name}"`);
    return format;
  });
}

function readPercent(parsed: ParsedArguments, option: string, fallback: number): number {
  const text = parsed.text(option);
  if (text === undefined) return fallback;
  const percent = Number(text);
  if (!(percent >= 0 && percent <= 100)) throw new UsageError(`--${option} takes a percentage, not "${text}"`);
  return percent;
}

function toJson({ candidates, best, ...report }: TuneReport, folder: string) {
  const toCandidate = ({
    id,
    plan,
    name,
    origin,
    verdict,
    reason,
    speed,
    accuracy,
    measuredBy,
    sizeBytes,
  }: TuneCandidate) => ({
    id,
    name,
    origin,
    plan,
    speedup: speed?.speedup ?? null,
    speedupInterval: speed?.speedupInterval ?? null,
    latencyMs: speed?.latencyMs ?? null,
    measuredBy,
    ...(accuracy?.top1 !== undefined && { top1: accuracy.top1 }),
    agreement: accuracy?.agreement ?? null,
    sqnrDb: accuracy?.sqnrDb ?? null,
    sizeBytes: sizeBytes ?? null,
    kept: verdict === 'kept',
    reason,
  });
  const answer = candidates.find(({ id }) => id === best);
  return {
    ...report,
    best: {
      model: join(folder, 'model.onnx'),
      plan: join(folder, 'plan.json'),
      id: best,
      name: answer?.name,
      speedup: answer?.speed?.speedup ?? null,
    },
    candidates: candidates.map(toCandidate),
  };
}

function printReport({ candidates, best, conditions, state }: TuneReport, { path }: TunedExport, io: CommandIo): void {
  const { device, provider, threads, batch, weights } = conditions;
  const origin = weights === 'random' ? ', random weights' : '';
  io.print(
    `${device}, ${provider}, ${threads === 0 ? 'default' : threads} thread(s), batch ${batch}${origin}, ${state}`,
  );
  io.print(
    renderTable(
      ['#', 'plan', 'speed-up', 'p50', 'agreement', 'SQNR', '', 'why'],
      candidates.map((candidate) => [
        candidate.id,
        listedName(candidate),
        candidate.speed ? formatRatio(candidate.speed.speedup) : '-',
        candidate.speed ? formatMs(candidate.speed.latencyMs.p50) : '-',
        formatPercent(candidate.accuracy?.agreement),
        candidate.accuracy ? formatSqnr(candidate.accuracy.sqnrDb) : '-',
        candidate.verdict,
        candidate.reason,
      ]),
    ),
  );
  const answer = candidates.find(({ id }) => id === best);
  const speed = answer?.speed ? `, ${formatRatio(answer.speed.speedup)} the speed of the model as it came` : '';
  io.print(`Best: plan ${best}, ${answer?.name}${speed}. Wrote ${path}.`);
}
