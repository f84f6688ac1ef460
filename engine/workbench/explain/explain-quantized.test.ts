import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { npyBytes } from '../../accuracy/testing/array-files.ts';
import { scratchFolder } from '../../accuracy/testing/scratch.ts';
import type { CalibrationSpec } from '../../api/contract.ts';
import { createRandom } from '../../benchmark/statistics.ts';
import { loadGraph } from '../testing/model-files.ts';
import { startRunners } from '../testing/runners.ts';
import { VariantBuilder } from '../variant-builder.ts';
import { explainQuantized } from './explain-quantized.ts';

const { factory } = startRunners();

async function explain(text: string) {
  const folder = await scratchFolder();
  const random = createRandom(3);
  const path = join(folder, 'images.npy');
  const values = Float32Array.from({ length: 8 * 3 * 12 * 12 }, () => 2 * random() - 1);
  await writeFile(path, npyBytes('<f4', [8, 3, 12, 12], values));
  const calibration: CalibrationSpec = { data: { path, preprocess: 'none', labelOffset: 0 }, method: 'entropy' };
  const { signal } = new AbortController();
  const builder = new VariantBuilder(await loadGraph(text), { folder, factory });
  const built = await builder.build('int8', calibration, { target: 'onnxruntime-cpu', signal, onProgress: () => {} });
  if (!built.quantization) throw new Error('It was not quantized');
  return explainQuantized(
    built.quantization,
    { provider: 'cpu', shapes: {}, calibration, speedup: { ratio: 0.8, isConclusive: true } },
    { factory, folder, signal, onProgress: () => {} },
  );
}

test('a chain of convolutions computes on integers alone; each layer has its noise, the worst first', async () => {
  const { integerWorkShare, timeShares, noise, boundaries, cause } = await explain(`
    a = Relu(Conv(x[N,3,12,12], W1[8,3,3,3], B1[8]))
    b = Relu(Conv(a, W2[8,8,3,3], B2[8]))
    y = GlobalAveragePool(Conv(b, W3[8,8,3,3], B3[8]))
  `);
  expect(integerWorkShare).toBe(1);
  const { integer = 0, float = 0, boundaries: between = 0 } = timeShares ?? {};
  expect(integer + float + between).toBeCloseTo(1, 9);
  expect(integer).toBeGreaterThan(0);
  expect(noise).toHaveLength(3);
  const decibels = noise.map(({ sqnrDb }) => (typeof sqnrDb === 'number' ? sqnrDb : 0));
  expect(decibels).toEqual(decibels.toSorted((a, b) => a - b));
  expect(Math.min(...decibels)).toBeGreaterThan(10);
  expect(boundaries.map(({ opType }) => opType)).toContain('QuantizeLinear');
  expect(cause).toMatch(/^INT8 is not faster because /);
}, 60_000);

test('work behind an operator without an integer kernel counts as float where it stays float', async () => {
  const { integerWorkShare, floatLayers } = await explain(`
    a = Conv(x[N,3,12,12], W1[8,3,3,3], B1[8])
    b = ConvTranspose(Sin(a), W2[8,8,3,3])
    y = GlobalAveragePool(b)
  `);
  expect(integerWorkShare).toBeGreaterThan(0);
  expect(integerWorkShare).toBeLessThan(1);
  expect(floatLayers.map(({ opType }) => opType)).toEqual(expect.arrayContaining(['Sin', 'ConvTranspose']));
}, 60_000);
