import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Graph } from '../ir/graph.ts';
import { parseGraph } from '../ir/parse.ts';
import { printGraph } from '../ir/print.ts';
import { requireValue } from '../ir/query.ts';
import { tensorNumbers } from '../ir/tensor.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { targetNames, targetOf } from '../targets/targets.ts';
import { arbitraryGraph } from '../testing/arbitrary-graph.ts';
import { sqnrDb } from '../testing/expect-equivalent.ts';
import { runGraph } from '../testing/run-graph.ts';
import { seededFeeds } from '../testing/seeded-feeds.ts';
import { optimize } from './optimize.ts';

/** Every rule of every target is tried, those that are off by default too. */
const enabledRules = targetNames.flatMap((name) => targetOf(name).optionalRules.map(({ rule }) => rule.name));

const namesOf = (graph: Graph) => [...graph.inputs, ...graph.outputs].map((id) => requireValue(graph, id).name);

test('the pipeline keeps what a random network computes, and has nothing left to do afterwards', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryGraph, fc.constantFrom(...targetNames), async (text, target) => {
      const before = inferTypes(parseGraph(text));
      const { graph: after } = optimize(before, { target, enabledRules });
      expect(namesOf(after)).toEqual(namesOf(before));
      const again = optimize(after, { target, enabledRules });
      expect(again.fusions).toEqual([]);
      expect(printGraph(again.graph)).toBe(printGraph(after));
      const feeds = seededFeeds(before);
      const [wanted, found] = [await runGraph(before, feeds), await runGraph(after, feeds)];
      wanted.forEach((reference, index) => {
        const actual = found[index];
        if (!actual || tensorNumbers(reference).every((number) => number === 0)) return;
        expect(sqnrDb(reference, actual)).toBeGreaterThan(90);
      });
    }),
    { numRuns: 300, seed: 17 },
  );
});
