import type { CalibrationSpec } from '../api/contract.ts';
import { requireWritable, writeModel } from '../files/write-model.ts';
import type { RuleSwitches } from '../passes/rule-switches.ts';
import { describeLayers } from '../report/describe-layers.ts';
import { formatBytes } from '../report/format-number.ts';
import type { Precision, TargetName } from '../targets/target.ts';
import { targetNames } from '../targets/targets.ts';
import type { ComparedGraphs } from '../view/graph-view.ts';
import { samplesOf } from '../workbench/calibration-samples.ts';
import { type CheckedModel, proofKey } from '../workbench/checked-rewrite.ts';
import { compareGraphs } from '../workbench/compare-graphs.ts';
import { type LoadedModel, loadModel } from '../workbench/load-model.ts';
import { type RewrittenModel, rewriteModel } from '../workbench/rewrite-model.ts';
import { type BuiltVariant, VariantBuilder } from '../workbench/variant-builder.ts';
import { calibrationOptions, calibrationUsage, readCalibration } from './calibration-options.ts';
import { calibrationsOf } from './calibrations-of.ts';
import { checkedRewrite, checkUsage, proofsByFusion, summarizeProofs, toProofJson } from './checked.ts';
import {
  type Command,
  type CommandIo,
  type ParsedArguments,
  parseArguments,
  requireOne,
  resolvePath,
  UsageError,
} from './command.ts';
import { dataOptions, dataUsage } from './data-options.ts';
import { explainBuilt, explainUsage, printExplanation } from './explained.ts';
import { keepBest, type MixedRequest, mixedOptions, mixedUsage, printPlans, readMixed } from './mixed-options.ts';
import { type RuleNames, readRuleNames, readSwitches, ruleOptions, ruleUsage } from './rule-options.ts';
import { parseShapes } from './shape-option.ts';
import { renderTable } from './table.ts';
import { noteWeights, readWeightOptions, requireWeightsTaken, weightOptions, weightUsage } from './weight-options.ts';
import { withFactory } from './with-factory.ts';
import { withScratchFolder } from './with-scratch-folder.ts';

const precisions = ['fp32', 'fp16', 'bf16', 'int8', 'int8-dynamic', 'int4', 'mixed'] as const satisfies readonly (
  | Precision
  | 'mixed'
)[];
type WantedPrecision = (typeof precisions)[number];

const usage = `optimize MODEL -o OUT [options]

  -o, --output OUT    where the result is written; the original is never changed
  --target T          ${targetNames.join(', ')} (portable)
  --precision P       ${precisions.join(', ')} (fp32)
  --shape NAME=1x3x224x224   dims of an input that the model leaves open; repeatable
${ruleUsage}
${weightUsage}
${checkUsage}
                      bf16 is for the targets onnxruntime-cuda and tensorrt
                      int8-dynamic and int4 are for matrix products, as of transformers, and need no data
${calibrationUsage}
${mixedUsage}
${explainUsage}
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
      ...ruleOptions,
      ...weightOptions,
      check: { type: 'boolean' },
      ...calibrationOptions,
      ...mixedOptions,
      explain: { type: 'boolean' },
      json: { type: 'boolean' },
    });
    const request = readRequest(parsed, io);
    const weights = readWeightOptions(parsed, io);
    const loaded = await loadModel(resolvePath(io, request.input), {
      ...weights,
      shapes: request.shapes,
      signal: io.signal,
    });
    requireWeightsTaken(weights.weightsPath, [loaded]);
    noteWeights(loaded, io);
    await requireWritable(request.outputPath, loaded.files);
    const switches = readSwitches(parsed, request.rules, loaded);
    const { target, precision, shapes } = request;
    const options = { target, precision: precision === 'mixed' ? 'int8' : precision, shapes, ...switches } as const;
    const data = samplesOf(request.calibration);
    const checkOptions = { ...options, ...(data && { data }) };
    const checked = parsed.flag('check') ? await checkedRewrite(loaded, checkOptions, io) : undefined;
    const rewritten = checked?.rewritten ?? rewriteModel(loaded, options);
    // A search starts from two rewritings, unless the proofs took changes back: then it starts from what they left.
    const given = precision === 'mixed' && !checked ? undefined : rewritten;
    const built = await build(loaded, given, switches, request, io);
    const { sizeBytes } = await writeModel(built.model, request.outputPath, {
      originals: loaded.files,
      signal: io.signal,
    });
    for (const remark of built.remarks) io.note(remark);
    const { calibration, mixed } = request;
    const { provider = 'cpu' } = mixed?.measure ?? {};
    const explanation = parsed.flag('explain')
      ? await explainBuilt(built, { provider, shapes, calibration }, io)
      : undefined;
    const graphs = compareGraphs(loaded, rewritten);
    if (parsed.flag('json'))
      return io.print(
        JSON.stringify({ ...toJson(request, built, graphs, sizeBytes, checked), weights: loaded.weights, explanation }),
      );
    printRules(graphs, io);
    if (built.mixed) printPlans(built.mixed, io);
    if (explanation) printExplanation(explanation, io);
    if (checked) io.print(summarizeProofs(checked));
    io.print(`Layers for ${graphs.target}: ${describeLayers(graphs.layers)} (predicted). ${graphs.convention}`);
    const sizes = `${formatBytes(sizeBytes)}; the original has ${formatBytes(loaded.sizeBytes)}`;
    io.print(`Wrote ${request.output} (${request.precision}, ${sizes}).`);
  },
};

interface OptimizeRequest {
  /** As written on the command line. */
  readonly input: string;
  readonly output: string;
  readonly outputPath: string;
  readonly target: TargetName;
  readonly precision: WantedPrecision;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly rules: RuleNames;
  readonly calibration: CalibrationSpec | undefined;
  readonly mixed: MixedRequest | undefined;
}

function readRequest(parsed: ParsedArguments, io: CommandIo): OptimizeRequest {
  const input = requireOne(parsed, 'MODEL');
  const output = parsed.text('output');
  if (output === undefined) throw new UsageError('-o OUT is missing');
  const target = parsed.choice('target', targetNames, 'portable');
  const rules = readRuleNames(parsed, target);
  const precision = parsed.choice('precision', precisions, 'fp32');
  const calibration = readCalibration(parsed, io);
  const isInt8 = precision === 'int8' || precision === 'mixed';
  if (isInt8 && !calibration) throw new UsageError(`--precision ${precision} needs --calibrate DATA`);
  const usesData = isInt8 || precision === 'fp16' || parsed.flag('check');
  if (calibration && !usesData)
    throw new UsageError('--calibrate is for --precision fp16, int8 and mixed, and for --check');
  const mixed = readMixed(parsed, precision === 'mixed', io);
  const shapes = parseShapes(parsed.texts('shape'));
  const outputPath = resolvePath(io, output);
  return { input, output, outputPath, target, precision, shapes, rules, calibration, mixed };
}

/** Builds the variant in a folder that is gone afterwards: what is asked for is written elsewhere, from the model itself. */
async function build(
  loaded: LoadedModel,
  rewritten: RewrittenModel | undefined,
  switches: RuleSwitches,
  { target, precision, calibration, shapes, mixed, outputPath }: OptimizeRequest,
  io: CommandIo,
): Promise<BuiltVariant> {
  return withScratchFolder((folder) =>
    withFactory((factory) =>
      new VariantBuilder(loaded, {
        folder,
        factory,
        calibrations: calibrationsOf(io),
        ...(rewritten && { rewritten }),
      }).build(precision, calibration, {
        target,
        switches,
        shapes,
        ...(mixed && { mixed: mixed.spec, measure: mixed.measure, onFound: keepBest(loaded, outputPath, io) }),
        signal: io.signal,
        onProgress: ({ stage, doneCount, totalCount, unit }) =>
          io.progress(`${stage}: ${doneCount} of ${totalCount} ${unit}`),
      }),
    ),
  );
}

function toJson(
  { input, output, precision, target }: OptimizeRequest,
  { remarks, calibration, mixed }: BuiltVariant,
  graphs: ComparedGraphs,
  sizeBytes: number,
  checked: CheckedModel | undefined,
) {
  const proofs = proofsByFusion(checked?.proofs ?? []);
  const titles = new Map(graphs.after.boxes.map(({ id, title }) => [id, title]));
  return {
    input,
    output,
    sizeBytes,
    precision,
    target,
    layers: graphs.layers,
    convention: graphs.convention,
    fusions: graphs.fusions.map(({ rule, nodes, origins, box = '' }) => {
      const proof = proofs.get(proofKey(rule, origins));
      return { rule, nodes, layer: titles.get(box) ?? null, ...(proof && { proof: toProofJson(proof) }) };
    }),
    refusals: graphs.refusals.map(({ rule, nodes, reason }) => ({ rule, nodes, reason })),
    remarks,
    ...(calibration !== undefined && { calibration }),
    ...(mixed && { mixed }),
  };
}

function printRules({ fusions }: ComparedGraphs, io: CommandIo): void {
  const counts = new Map<string, number>();
  for (const { rule } of fusions) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  if (counts.size === 0) return;
  io.print(
    renderTable(
      ['rule', 'applied'],
      [...counts].map(([rule, count]) => [rule, String(count)]),
    ),
  );
}
