import { expect, test } from 'vitest';
import { corpus } from './corpus.ts';
import { mutantOf } from './mutant.ts';
import { runFuzz } from './run-fuzz.ts';

/** `npm run fuzz` opens 20,000. */
const COUNT = 500;

test(`of ${COUNT} mutated files each gives a graph or a coded refusal, quickly and in little memory`, async () => {
  const { fileCount, outcomes, findings } = await runFuzz({ seed: 20_260_101, count: COUNT });
  expect(findings).toEqual([]);
  expect(fileCount).toBe(COUNT);
  const graphCount = (outcomes.get('graph') ?? 0) + (outcomes.get('graph with diagnostics') ?? 0);
  // Mutants that nothing but the decoder sees would prove little.
  expect(graphCount).toBeGreaterThan(COUNT / 3);
  expect(outcomes.size).toBeGreaterThan(8);
}, 300_000);

test('a mutant depends on its seed and index alone', () => {
  const seeds = corpus();
  for (const index of [0, 7, 99]) expect(mutantOf(seeds, 1, index).bytes).toEqual(mutantOf(seeds, 1, index).bytes);
  expect(mutantOf(seeds, 1, 3).bytes).not.toEqual(mutantOf(seeds, 2, 3).bytes);
});
