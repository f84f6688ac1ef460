import type { Confirmation, LayerConfirmation } from '../report/confirmation.ts';
import { describeLayers } from '../report/describe-layers.ts';
import type { StepVerdict } from '../targets/confirmation/confirm-steps.ts';
import type { ComparedGraphs } from '../view/graph-view.ts';
import { confirmLayers } from '../workbench/confirm-layers.ts';
import type { LoadedModel } from '../workbench/load-model.ts';
import type { RewrittenModel } from '../workbench/rewrite-model.ts';
import type { CommandIo } from './command.ts';
import { withFactory } from './with-factory.ts';

export const confirmUsage = `  --confirm           asks ONNX Runtime for its own optimized graph, and says which layers it really has`;

/** `--confirm`: holds the plan against what ONNX Runtime makes of it. Errors: those of confirmLayers. */
export const confirm = (
  loaded: LoadedModel,
  rewritten: RewrittenModel,
  shapes: Readonly<Record<string, readonly number[]>>,
  io: CommandIo,
): Promise<Confirmation> =>
  withFactory((factory) =>
    confirmLayers(
      loaded,
      rewritten,
      { shapes },
      { factory, signal: io.signal, onProgress: ({ stage }) => io.progress(stage) },
    ),
  );

export type CountedLayers = Pick<ComparedGraphs, 'target' | 'layers' | 'convention'>;

/** 'Layers for onnxruntime-cpu: 90 -> 38 (predicted). One per executed step; ...' */
export function layerSentence({ target, layers, convention }: CountedLayers, confirmation?: Confirmation): string {
  const evidence = confirmation
    ? `${confirmation.counts.confirmed} of ${confirmation.layers.length} confirmed by ONNX Runtime`
    : 'predicted';
  return `Layers for ${target}: ${describeLayers(layers)} (${evidence}). ${convention}`;
}

const verdictTexts: Readonly<Record<StepVerdict, string>> = {
  confirmed: 'one node of its own',
  split: 'several nodes instead of one',
  fused: 'one node together with other layers',
  removed: 'nothing left to execute',
};

/** The layers that the runtime has otherwise, and what it inserted between them. */
export function printConfirmation(
  { layers, inserted, elsewhere, notRun }: Confirmation,
  { after }: ComparedGraphs,
  io: CommandIo,
): void {
  const titles = new Map(after.boxes.map(({ id, title, name }) => [id, name === '' ? title : `${title} "${name}"`]));
  const others = layers.filter(({ verdict }) => verdict !== 'confirmed');
  if (others.length > 0) io.print('Not as planned in ONNX Runtime:');
  for (const { box, verdict, runtimeNodes } of others) {
    const found = runtimeNodes.map(({ opType, name }) => (name === '' ? opType : `${opType} "${name}"`)).join(', ');
    io.print(`  ${titles.get(box) ?? box}: ${verdictTexts[verdict]}${found === '' ? '' : ` (${found})`}`);
  }
  if (inserted.length > 0)
    io.print(`Inserted by ONNX Runtime: ${inserted.map(({ opType, count }) => `${opType} ${count}`).join(', ')}`);
  for (const { opType, name, provider } of elsewhere) io.print(`Runs on ${provider}: ${opType} "${name}"`);
  if (notRun !== undefined) io.note(`The model was not run, so providers are not known: ${notRun}`);
}

export const toConfirmationJson = (confirmation: Confirmation, { after }: ComparedGraphs) => {
  const titles = new Map(after.boxes.map(({ id, title }) => [id, title]));
  const toJson = ({ box, verdict, runtimeNodes }: LayerConfirmation) => ({
    layer: titles.get(box) ?? null,
    verdict,
    runtimeNodes,
  });
  return { ...confirmation, layers: confirmation.layers.map(toJson) };
};
