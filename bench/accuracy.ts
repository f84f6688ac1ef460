/**
 * Accuracy that FP16, INT8 and mixed precision keep on real models with labelled data, and the speed of the mixed plan:
 *
 *     npx tsx bench/accuracy.ts FOLDER [MODEL...]
 *
 * FOLDER holds `models/trained/*.onnx` and `data/`. Every variant answers the samples that the original answers; the drop has
 * Newcombe's 95 % interval, and McNemar's exact test on the changed samples says whether it is significant. Calibration never
 * sees a sample that is judged, except where a data set has no part for it: that is said.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../engine/accuracy/evaluate.ts';
import { type CalibrationSpec, type DataSpec, dataSpec } from '../engine/api/contract.ts';
import { renderTable } from '../engine/cli/table.ts';
import { withFactory } from '../engine/cli/with-factory.ts';
import { formatDrop, formatInterval, formatPercent, formatRatio, formatSqnr } from '../engine/report/format-number.ts';
import { loadModel } from '../engine/workbench/load-model.ts';
import { openData } from '../engine/workbench/open-data.ts';
import { type BuiltVariant, VariantBuilder, variantLabels } from '../engine/workbench/variant-builder.ts';

interface Case {
  readonly model: string;
  readonly test: Partial<DataSpec> & { readonly path: string };
  readonly calibration: Partial<DataSpec> & { readonly path: string };
  /** Percentage points. */
  readonly maxDrop: number;
}

const fashion = 'assets/samples/inception-fashion/preprocess.json';
const cases: readonly Case[] = [
  {
    model: 'resnet20_cifar10',
    test: { path: 'cifar10/test-images.npy', preprocess: 'imagenet' },
    calibration: { path: 'cifar10/calibration-images.npy', preprocess: 'imagenet' },
    maxDrop: 0.2,
  },
  {
    model: 'inception_fashion',
    test: { path: 'fashion-mnist/t10k-images-idx3-ubyte.gz', preprocess: fashion },
    calibration: { path: 'fashion-mnist/calibration-images-idx3-ubyte.gz', preprocess: fashion },
    maxDrop: 0.15,
  },
  {
    // It has no calibration part: the first 200 of the 1,000 that judge it.
    model: 'kws_dscnn',
    test: { path: 'kws01/features.npy', labelsPath: 'kws01/labels.npy' },
    calibration: { path: 'kws01/features.npy', limit: 200 },
    maxDrop: 0.5,
  },
];

const kinds = ['fp16', 'int8', 'mixed'] as const;

const [folder, ...wanted] = process.argv.slice(2);
if (folder === undefined) throw new Error('The folder of models and data is missing');

const { signal } = new AbortController();
const rows: string[][] = [];
for (const each of cases)
  if (wanted.length === 0 || wanted.includes(each.model)) rows.push(...(await judge(each, folder)));
process.stdout.write(
  `${renderTable(['model', 'variant', 'top-1', '95 % interval', 'drop', 'drop, 95 %', 'agreement', 'SQNR', 'speed-up'], rows)}\n`,
);

async function judge({ model, test, calibration, maxDrop }: Case, root: string): Promise<string[][]> {
  const toSpec = ({ path, labelsPath, ...others }: Case['test']): DataSpec =>
    dataSpec.parse({
      path: join(root, 'data', path),
      ...(labelsPath !== undefined && { labelsPath: join(root, 'data', labelsPath) }),
      ...others,
    });
  const loaded = await loadModel(join(root, 'models', 'trained', `${model}.onnx`));
  const scratch = await mkdtemp(join(tmpdir(), 'lathe-bench-'));
  try {
    return await withFactory(async (factory) => {
      const builder = new VariantBuilder(loaded, { folder: scratch, factory });
      const spec: CalibrationSpec = { data: toSpec(calibration), method: 'auto' };
      const built: BuiltVariant[] = [];
      for (const kind of ['original', ...kinds] as const) {
        const mixed = { maxDrop, data: toSpec(test) };
        const options = { target: 'onnxruntime-cpu', signal, mixed, onProgress: () => {} } as const;
        built.push(await builder.build(kind, spec, options));
        process.stderr.write(`${model}: ${variantLabels[kind]}\n`);
      }
      const data = await openData(toSpec(test), [], { signal });
      const session = { provider: 'cpu', threads: 0, graphOptimization: 'all' } as const;
      const { models } = await evaluate(
        built.map(({ kind, source }) => ({ label: variantLabels[kind], source, session })),
        data.dataset,
        data.preprocess,
        { factory, signal },
      );
      return models.map((outcome, index) => {
        if (outcome.status === 'failed') return [model, outcome.label, outcome.error.message];
        const { top1, top1Interval, top1Drop, agreement, sqnrDb } = outcome.figures;
        const mixed = built[index]?.mixed;
        const plan = mixed?.plans[mixed.chosen];
        return [
          model,
          plan ? `${outcome.label}: ${plan.label}` : outcome.label,
          formatPercent(top1),
          formatInterval(top1Interval),
          formatDrop(top1Drop),
          formatInterval(top1Drop?.interval),
          formatPercent(agreement),
          formatSqnr(sqnrDb),
          plan?.speed ? formatRatio(plan.speed.ratio) : '-',
        ];
      });
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
