import type { Confirmation } from '../report/confirmation.ts';
import { targetNames } from '../targets/targets.ts';
import type { ComparedGraphs, FusionView, StageName } from '../view/graph-view.ts';
import type { ParallelView } from '../view/parallel-view.ts';
import { type CheckedModel, proofKey } from '../workbench/checked-rewrite.ts';
import { compareGraphs } from '../workbench/compare-graphs.ts';
import { loadModel } from '../workbench/load-model.ts';
import type { FusionProof } from '../workbench/prove-fusions.ts';
import { rewriteModel } from '../workbench/rewrite-model.ts';
import { checkedRewrite, checkUsage, describeProof, proofsByFusion, summarizeProofs, toProofJson } from './checked.ts';
import { type Command, type CommandIo, parseArguments, requireOne, resolvePath } from './command.ts';
import { confirm, confirmUsage, layerSentence, printConfirmation, toConfirmationJson } from './confirmed.ts';
import { dataOptions, dataUsage, readDataSpec } from './data-options.ts';
import { readRuleNames, readSwitches, ruleOptions, ruleUsage } from './rule-options.ts';
import { parseShapes } from './shape-option.ts';
import { noteWeights, readWeightOptions, requireWeightsTaken, weightOptions, weightUsage } from './weight-options.ts';

const usage = `fusions MODEL [options]

  --target T          what is fused for: ${targetNames.join(', ')} (onnxruntime-cpu)
  --shape NAME=1x3x224x224   dims of an input that the model leaves open; repeatable
${ruleUsage}
${weightUsage}
${checkUsage}
  --calibrate DATA    typical inputs for --check
${dataUsage}
${confirmUsage}
  --json              one JSON document with everything, refusals and rules included`;

/** Prints every fusion with its nodes and result, stage by stage, and every refusal with its reason. */
export const fusionsCommand: Command = {
  name: 'fusions',
  summary: 'every fusion, stage by stage, and why others were refused',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, {
      target: { type: 'string' },
      shape: { type: 'string', multiple: true },
      ...ruleOptions,
      ...weightOptions,
      ...dataOptions,
      check: { type: 'boolean' },
      calibrate: { type: 'string' },
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
    noteWeights(loaded, io);
    const options = { target, shapes, ...readSwitches(parsed, rules, loaded) };
    const dataPath = parsed.text('calibrate');
    const data = dataPath === undefined ? {} : { data: readDataSpec(parsed, dataPath, io) };
    const checked = parsed.flag('check') ? await checkedRewrite(loaded, { ...options, ...data }, io) : undefined;
    const rewritten = checked?.rewritten ?? rewriteModel(loaded, options);
    const graphs = compareGraphs(loaded, rewritten);
    const confirmation = parsed.flag('confirm') ? await confirm(loaded, rewritten, shapes, io) : undefined;
    if (parsed.flag('json')) return io.print(JSON.stringify(toJson(loaded.name, graphs, checked, confirmation)));
    printLog(graphs, checked, io);
    if (confirmation) printConfirmation(confirmation, graphs, io);
    io.print(layerSentence(graphs, confirmation));
  },
};

function toJson(
  model: string,
  graphs: ComparedGraphs,
  checked: CheckedModel | undefined,
  confirmation: Confirmation | undefined,
) {
  const layerOf = titlesOf(graphs);
  const proofs = proofsByFusion(checked?.proofs ?? []);
  return {
    model,
    target: graphs.target,
    layers: graphs.layers,
    convention: graphs.convention,
    fusions: graphs.fusions.map((fusion) => {
      const proof = findProof(proofs, fusion);
      return {
        stage: fusion.stage,
        rule: fusion.rule,
        nodes: fusion.nodes,
        layer: layerOf(fusion) ?? null,
        ...(proof && { proof: toProofJson(proof) }),
      };
    }),
    refusals: graphs.refusals.map(({ rule, nodes, reason }) => ({ rule, nodes, reason })),
    parallel: graphs.parallel,
    rules: graphs.rules,
    ...(confirmation && { confirmation: toConfirmationJson(confirmation, graphs) }),
    ...(checked && { takenBack: checked.undone.map((proof) => ({ rule: proof.rule, proof: toProofJson(proof) })) }),
  };
}

const stageTitles: Readonly<Record<StageName, string>> = {
  original: 'Original',
  simplify: 'After simplification',
  vertical: 'After vertical fusion',
  horizontal: 'After horizontal merging',
  concat: 'After concat elimination',
};

/** A builder's log: what each stage did, and how many layers it left. */
function printLog(graphs: ComparedGraphs, checked: CheckedModel | undefined, io: CommandIo): void {
  const layerOf = titlesOf(graphs);
  const proofs = proofsByFusion(checked?.proofs ?? []);
  for (const { name, count } of graphs.layers.stages) {
    for (const fusion of graphs.fusions.filter(({ stage }) => stage === name)) {
      const proof = findProof(proofs, fusion);
      const result = layerOf(fusion);
      io.print(
        `  ${fusion.rule}: ${namesOf(fusion.nodes)}${result === undefined ? '' : ` -> ${result}`}${proof ? ` [${describeProof(proof)}]` : ''}`,
      );
    }
    io.print(`${stageTitles[name]}: ${count} layers`);
  }
  if (graphs.refusals.length > 0) {
    io.print('');
    io.print('Not fused:');
    for (const { rule, nodes, reason } of graphs.refusals) io.print(`  ${rule}: ${namesOf(nodes)}: ${reason}`);
  }
  io.print('');
  if (graphs.parallel.branches.length > 0) io.print(describeParallel(graphs.parallel));
  if (checked) io.print(summarizeProofs(checked));
}

/** 'Parallel branches: 9 places, 2 to 4 lanes each; the critical path does 61.9 % of the multiply-accumulates (predicted).' */
function describeParallel({ branches, criticalShare }: ParallelView): string {
  const counts = branches.map(({ lanes }) => lanes.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const lanes = least === most ? `${least} lanes` : `${least} to ${most} lanes`;
  const share =
    criticalShare === undefined
      ? ''
      : `; the critical path does ${(100 * criticalShare).toFixed(1)} % of the multiply-accumulates (predicted)`;
  return `Parallel branches: ${branches.length} ${branches.length === 1 ? 'place' : 'places'}, ${lanes} each${share}.`;
}

const SHOWN_NODES = 6;

const namesOf = (nodes: readonly string[]): string =>
  nodes.length <= SHOWN_NODES
    ? nodes.join(' + ')
    : `${nodes.slice(0, SHOWN_NODES).join(' + ')} and ${nodes.length - SHOWN_NODES} more`;

function titlesOf(graphs: ComparedGraphs): (fusion: FusionView) => string | undefined {
  const titles = new Map(graphs.after.boxes.map(({ id, title }) => [id, title]));
  return ({ box }) => (box === undefined ? undefined : titles.get(box));
}

const findProof = (proofs: ReadonlyMap<string, FusionProof>, { rule, origins }: FusionView): FusionProof | undefined =>
  proofs.get(proofKey(rule, origins));
