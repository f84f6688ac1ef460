import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { CalibrationSpec } from '../api/contract.ts';
import { writeModel } from '../files/write-model.ts';
import { formatBytes } from '../report/format-number.ts';
import { targetNames } from '../targets/targets.ts';
import { compareGraphs } from '../workbench/compare-graphs.ts';
import { loadModel } from '../workbench/load-model.ts';
import { VariantBuilder } from '../workbench/variant-builder.ts';
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
import { withFactory } from './session-options.ts';
import { parseShapes } from './shape-option.ts';
import { renderTable } from './table.ts';

const precisions = ['fp32', 'fp16', 'int8'] as const;
const methods = ['entropy', 'min-max'] as const;

const usage = `optimize MODEL -o OUT [options]

  -o, --output OUT    where the result is written; the original is never changed
  --target T          ${targetNames.join(', ')} (portable)
  --precision P       ${precisions.join(', ')} (fp32)
  --shape NAME=1x3x224x224   fixes the dims of an input; repeatable
  --disable RULE      leaves a rule out; repeatable
  --calibrate DATA    typical inputs for int8, or 'random' for speed experiments only
  --calibration M     ${methods.join(', ')} (entropy)
${dataUsage}
  --json              one JSON document instead of tables`;

/** Rewrites a model, converts its precision and writes the result. */
export const optimizeCommand: Command = {
  name: 'optimize',
  summary: 'rewrite, convert precision, export',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, {
      ...dataOptions,
      output: { type: 'string', short: 'o' },
      target: { type: 'string' },
      precision: { type: 'string' },
      shape: { type: 'string', multiple: true },
      disable: { type: 'string', multiple: true },
      calibrate: { type: 'string' },
      calibration: { type: 'string' },
      json: { type: 'boolean' },
    });
    const input = requireOne(parsed, 'MODEL');
    const output = parsed.text('output');
    if (output === undefined) throw new UsageError('-o OUT is missing');
    const target = parsed.choice('target', targetNames, 'portable');
    const precision = parsed.choice('precision', precisions, 'fp32');
    const calibration = readCalibration(parsed, io);
    if (precision === 'int8' && !calibration) throw new UsageError('--precision int8 needs --calibrate DATA');
    const loaded = await loadModel(resolvePath(io, input), {
      shapes: parseShapes(parsed.texts('shape')),
      signal: io.signal,
    });
    const graphs = compareGraphs(loaded, { target, disabledRules: parsed.texts('disable') });
    const { known, unknown } = sortRules(parsed.texts('disable'), graphs.rules);
    if (unknown !== undefined) throw new UsageError(`There is no rule "${unknown}". Rules: ${known.join(', ')}`);

    const folder = await mkdtemp(join(tmpdir(), 'lathe-'));
    try {
      const { built, sizeBytes } = await withFactory(async (factory) => {
        const builder = new VariantBuilder(loaded, {
          folder,
          factory,
          rewrites: { target, disabledRules: parsed.texts('disable') },
        });
        const variant = await builder.build(precision, calibration, {
          signal: io.signal,
          onProgress: ({ stage, doneCount, totalCount, unit }) =>
            io.progress(`${stage}: ${doneCount} of ${totalCount} ${unit}`),
        });
        const written = await writeModel(variant.model, resolvePath(io, output), {
          originals: loaded.files,
          signal: io.signal,
        });
        return { built: variant, sizeBytes: written.sizeBytes };
      });
      for (const remark of built.remarks) io.note(remark);
      const fusions = graphs.fusions.map(({ rule, nodes, box }) => ({ rule, nodes, layer: titleOf(graphs, box) }));
      if (parsed.flag('json')) {
        const refusals = graphs.refusals.map(({ rule, nodes, reason }) => ({ rule, nodes, reason }));
        io.print(
          JSON.stringify({
            input: basename(input),
            output,
            sizeBytes,
            precision,
            target,
            layers: graphs.layers,
            convention: graphs.convention,
            fusions,
            refusals,
            remarks: built.remarks,
            ...(built.calibration !== undefined && { calibration: built.calibration }),
          }),
        );
        return;
      }
      const counts = new Map<string, number>();
      for (const { rule } of fusions) counts.set(rule, (counts.get(rule) ?? 0) + 1);
      if (counts.size > 0)
        io.print(
          renderTable(
            ['rule', 'applied'],
            [...counts].map(([rule, count]) => [rule, String(count)]),
          ),
        );
      io.print(
        `Layers for ${target}: ${graphs.layers.before} -> ${graphs.layers.after} (predicted). ${graphs.convention}`,
      );
      io.print(
        `Wrote ${output} (${precision}, ${formatBytes(sizeBytes)}; the original has ${formatBytes(loaded.sizeBytes)}).`,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function readCalibration(parsed: ParsedArguments, io: CommandIo): CalibrationSpec | undefined {
  const path = parsed.text('calibrate');
  if (path === undefined) return undefined;
  const method = parsed.choice('calibration', methods, 'entropy');
  return { data: path === 'random' ? 'random' : readDataSpec(parsed, path, io), method };
}

function sortRules(disabled: readonly string[], rules: readonly { readonly name: string }[]) {
  const known = rules.map(({ name }) => name);
  return { known, unknown: disabled.find((name) => !known.includes(name)) };
}

const titleOf = (graphs: ReturnType<typeof compareGraphs>, box: string | undefined): string | undefined =>
  graphs.after.boxes.find(({ id }) => id === box)?.title;
