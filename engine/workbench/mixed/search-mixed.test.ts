import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { npyBytes } from '../../accuracy/testing/array-files.ts';
import { scratchFolder } from '../../accuracy/testing/scratch.ts';
import type { CalibrationSpec, DataSpec, MixedSpec } from '../../api/contract.ts';
import { createRandom } from '../../benchmark/statistics.ts';
import type { MixedReport } from '../../report/mixed-report.ts';
import { shuffleNetwork } from '../../testing/shuffle-network.ts';
import { loadGraph } from '../testing/model-files.ts';
import { startRunners } from '../testing/runners.ts';
import { type BuildOptions, VariantBuilder } from '../variant-builder.ts';

const { factory } = startRunners();

const chain = `
  a = Relu(Conv(x[N,3,16,16], W1[16,3,3,3], B1[16]){pads=[1,1,1,1]})
  b = Relu(Conv(a, W2[16,16,3,3], B2[16]){pads=[1,1,1,1]})
  c = Relu(Conv(b, W3[16,16,3,3], B3[16]){pads=[1,1,1,1]})
  y = Gemm(Flatten(GlobalAveragePool(c)), Wf[16,10], Bf[10])
`;

/** Seeded images in values of the network's scale. */
async function randomImages(count: number, size: number): Promise<DataSpec> {
  const random = createRandom(7);
  const values = Float32Array.from({ length: count * 3 * size * size }, () => 2 * random() - 1);
  const path = join(await scratchFolder(), 'images.npy');
  await writeFile(path, npyBytes('<f4', [count, 3, size, size], values));
  return { path, preprocess: 'none', labelOffset: 0 };
}

interface Order {
  readonly spec: MixedSpec;
  readonly calibration?: CalibrationSpec;
  readonly size?: number;
  readonly more?: Partial<BuildOptions>;
}

async function builderOf(text: string): Promise<VariantBuilder> {
  return new VariantBuilder(await loadGraph(text), { folder: await scratchFolder(), factory });
}

async function build(builder: VariantBuilder, { spec, size = 16, more = {}, ...order }: Order) {
  const calibration = order.calibration ?? { data: await randomImages(24, size), method: 'min-max' as const };
  return builder.build('mixed', calibration, {
    target: 'onnxruntime-cpu',
    mixed: spec,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...more,
  });
}

const chosenPlan = ({ plans, chosen }: MixedReport) => plans[chosen];

describe('a search for a mixed precision', () => {
  it('tries INT8 first, ranks the layers where that pays off, and never keeps what is not faster than FP32', async () => {
    const { mixed, remarks } = await build(await builderOf(chain), { spec: { maxDrop: 100 } });
    if (!mixed) throw new Error('No search took place');
    expect(mixed.plans.slice(0, 2).map(({ label }) => label)).toEqual(['FP32', 'INT8']);
    expect(mixed).toMatchObject({ criterion: 'agreement', data: 'images.npy (24 samples)', maxDrop: 1 });
    expect(remarks).toContain(mixed.summary);
    const { speed } = chosenPlan(mixed) ?? {};
    if (mixed.status === 'stay-fp32') expect(mixed.chosen).toBe(0);
    else expect(speed?.interval?.low).toBeGreaterThan(1);
    if (mixed.sensitivities.length > 0) {
      expect(mixed.sensitivities.map(({ names }) => names.length)).toEqual([1, 1, 1, 1]);
      const decibels = mixed.sensitivities.map(({ sqnrDb }) => (typeof sqnrDb === 'number' ? sqnrDb : 999));
      expect(decibels).toEqual(decibels.toSorted((a, b) => a - b));
      expect(mixed.sensitivities.reduce((sum, { workShare }) => sum + workShare, 0)).toBeCloseTo(1, 9);
    }
  }, 120_000);

  it('answers "stay FP32" for a network of channel shuffles, with what it tried', async () => {
    const text = shuffleNetwork({ groups: 3, channels: 24, size: 14, unitCount: 4 });
    const { mixed, model } = await build(await builderOf(text), { spec: { maxDrop: 100 }, size: 14 });
    expect(mixed).toMatchObject({ status: 'stay-fp32', chosen: 0, summary: expect.stringMatching(/^Stay FP32: /) });
    expect(mixed?.plans.length).toBeGreaterThanOrEqual(3);
    expect([...model.graph.nodes.values()].some(({ opType }) => opType === 'QuantizeLinear')).toBe(false);
  }, 120_000);

  it('keeps the best so far when it is cancelled, for an export that takes it', async () => {
    const builder = await builderOf(chain);
    const calibration: CalibrationSpec = { data: await randomImages(24, 16), method: 'min-max' };
    const spec: MixedSpec = { maxDrop: 100 };
    const abort = new AbortController();
    const stopped = build(builder, {
      spec,
      calibration,
      more: {
        signal: abort.signal,
        onFound: ({ report }) => {
          if (report.plans.some(({ speed }) => speed !== undefined)) abort.abort();
        },
      },
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(builder.latestMixed).toMatchObject({
      status: 'stopped',
      summary: expect.stringMatching(/^It was stopped before it was through\. Best so far: /),
    });
    let searched = false;
    const kept = await build(builder, {
      spec,
      calibration,
      more: {
        isBestSoFarEnough: true,
        onFound: () => {
          searched = true;
        },
      },
    });
    expect(kept.mixed).toEqual(builder.latestMixed);
    expect(searched).toBe(false);
    expect(kept.sizeBytes).toBeGreaterThan(0);
  }, 120_000);

  it('refuses random data, which tells nothing about accuracy', async () => {
    const calibration: CalibrationSpec = { data: 'random', method: 'min-max' };
    await expect(build(await builderOf(chain), { spec: { maxDrop: 1 }, calibration })).rejects.toMatchObject({
      code: 'precision.mixed-needs-data',
    });
  });
});
