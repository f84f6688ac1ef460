import { extname } from 'node:path';
import { type CompareRequest, compareRequest, type ReportFormat, reportFormat } from '../api/contract.ts';
import { writeAtomically } from '../files/write-atomically.ts';
import type { NotedRun } from '../history/run-record.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { findProviderFolder } from '../runtime/provider-folder.ts';
import { describeMachine, providerNames } from '../runtime/providers.ts';
import { measureRun } from '../workbench/measure-run.ts';
import { toDocument } from '../workbench/report-document.ts';
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
import { withHistory } from './history.ts';
import { openPeakFile } from './peaks.ts';
import { parseShapes } from './shape-option.ts';
import { userDataFolder } from './user-folders.ts';
import { withFactory } from './with-factory.ts';

const reportFormats = reportFormat.options;
const variants = ['fp32', 'fp16', 'bf16', 'int8', 'int8-dynamic', 'int4'] as const;

const usage = `report MODEL -o OUT [options]

  -o, --output OUT    ${reportFormats.map((format) => `.${format}`).join(', ')}: the ending decides what is written
  --run N             a run of \`lathe history\` instead of a model: nothing is measured again
  --variant V         ${variants.join(', ')}; repeatable (fp32, and int8 with --calibrate); the original is always measured
  --provider P        ${providerNames.join(', ')} (cpu)
  --batch N           samples per run (1)
  --threads N         intra-operator threads; 0 lets ONNX Runtime choose (1)
  --runs N            timed runs of each variant: at least that many, and at least 3 s (30)
  --shape NAME=1x3x224x224   dims of an input that the model leaves open; repeatable
  --data DATA         labelled data that accuracy is measured on
${calibrationUsage}
${dataUsage}

Measures the variants of a model as the window does, keeps the run in the history and writes it as a document: HTML with its
charts in one file that needs no network, CSV with a line for each variant, or JSON with every single timing.`;

/** Writes a comparison as a document: one that was measured before, or one that is measured for it. */
export const reportCommand: Command = {
  name: 'report',
  summary: 'a comparison as one HTML, CSV or JSON file',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, {
      ...dataOptions,
      output: { type: 'string', short: 'o' },
      run: { type: 'string' },
      variant: { type: 'string', multiple: true },
      provider: { type: 'string' },
      batch: { type: 'string' },
      threads: { type: 'string' },
      runs: { type: 'string' },
      shape: { type: 'string', multiple: true },
      data: { type: 'string' },
      ...calibrationOptions,
    });
    const output = parsed.text('output');
    if (output === undefined) throw new UsageError('-o OUT is missing');
    const format = requireFormat(output);
    const runId = parsed.count('run', { min: 1 });
    const run = runId === undefined ? await measure(parsed, io) : await findRun(runId, parsed, io);
    const path = resolvePath(io, output);
    await writeAtomically(path, [new TextEncoder().encode(toDocument(run, format))]);
    io.print(`Wrote ${output}.`);
  },
};

function requireFormat(output: string): ReportFormat {
  const ending = extname(output).slice(1).toLowerCase();
  const format = reportFormats.find((candidate) => candidate === ending);
  if (format === undefined) throw new UsageError(`-o ends in ${reportFormats.map((each) => `.${each}`).join(', ')}`);
  return format;
}

function findRun(runId: number, { positionals }: ParsedArguments, io: CommandIo): Promise<NotedRun> {
  if (positionals.length > 0) throw new UsageError('--run takes the place of MODEL');
  return withHistory(io, (history) => history.run(runId));
}

async function measure(parsed: ParsedArguments, io: CommandIo): Promise<NotedRun> {
  const path = resolvePath(io, requireOne(parsed, 'MODEL'));
  const request = readRequest(parsed, io);
  const run = await withFactory(async (factory) =>
    measureRun(path, request, {
      factory,
      machine: await describeMachine(createNodeProcessHost(), {
        providerFolder: findProviderFolder(userDataFolder()),
        signal: io.signal,
      }),
      peaks: openPeakFile(io),
      job: {
        signal: io.signal,
        progress: ({ stage, fraction }) => io.progress(`${stage}: ${Math.round(fraction * 100)} %`),
        log: (line) => io.note(line),
        partial: () => {},
      },
    }),
  );
  await withHistory(io, (history) => history.addRun(run));
  return { ...run, note: '' };
}

function readRequest(parsed: ParsedArguments, io: CommandIo): CompareRequest {
  const calibration = readCalibration(parsed, io);
  const named = parsed.texts('variant').map((name) => {
    const found = variants.find((variant) => variant === name);
    if (found === undefined) throw new UsageError(`--variant is one of ${variants.join(', ')}, not "${name}"`);
    return found;
  });
  const chosen = named.length > 0 ? named : ['fp32' as const, ...(calibration ? ['int8' as const] : [])];
  if (chosen.includes('int8') && !calibration) throw new UsageError('--variant int8 needs --calibrate DATA');
  const data = parsed.text('data');
  return compareRequest.parse({
    modelId: 'report',
    variants: ['original', ...chosen],
    provider: parsed.choice('provider', providerNames, 'cpu'),
    threads: parsed.count('threads', { min: 0, max: 1024 }) ?? 1,
    batch: parsed.count('batch', { min: 1, max: 4096 }) ?? 1,
    runCount: parsed.count('runs', { min: 1, max: 100_000 }) ?? 30,
    shapes: parseShapes(parsed.texts('shape')),
    ...(data !== undefined && { data: readDataSpec(parsed, data, io) }),
    ...(calibration && { calibration }),
  });
}
