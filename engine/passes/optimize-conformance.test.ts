import { expect, test } from 'vitest';
import { requireValue } from '../ir/query.ts';
import { isNumeric, type Tensor } from '../ir/tensor.ts';
import { inferTypes } from '../ops/infer-types.ts';
import {
  conformanceCaseNames,
  conformanceCasesAreInstalled,
  readConformanceCase,
} from '../ops/testing/conformance-cases.ts';
import { sqnrDb } from '../testing/expect-equivalent.ts';
import { runGraph } from '../testing/run-graph.ts';
import { optimize } from './optimize.ts';

/** What the pipeline did wrong to a case, or undefined. */
async function findFault(name: string): Promise<string | undefined> {
  const { graph, inputs } = readConformanceCase(name);
  const before = inferTypes(graph);
  const { graph: after, fusions } = optimize(before, { target: 'tensorrt' });
  const again = optimize(after, { target: 'tensorrt' }).fusions.map(({ rule }) => rule);
  if (again.length > 0) return `${name}: a second run still does ${again}`;
  if (fusions.length === 0) return undefined;
  const fed = before.inputs.map((id, index) => [requireValue(before, id).name, inputs[index]] as const);
  const feeds = new Map(fed.filter((entry): entry is readonly [string, Tensor] => entry[1] !== undefined));
  const wanted = await runGraph(before, feeds).catch(() => undefined);
  if (!wanted) return undefined;
  const found = await runGraph(after, feeds);
  const isEqual = wanted.every((reference, index) => {
    const actual = found[index];
    if (`${actual?.dataType}[${actual?.dims}]` !== `${reference.dataType}[${reference.dims}]`) return false;
    return !actual || !isNumeric(reference.dataType) || !(sqnrDb(reference, actual) < 90);
  });
  return isEqual ? undefined : `${name}: changed by ${fusions.map(({ rule }) => rule)}`;
}

test.skipIf(!conformanceCasesAreInstalled)(
  'the conformance cases of the ONNX project keep their results (Debian package libonnx-testdata)',
  async () => {
    const faults: string[] = [];
    for (const name of conformanceCaseNames()) {
      const fault = await findFault(name);
      if (fault !== undefined) faults.push(fault);
    }
    expect(faults).toEqual([]);
  },
  120_000,
);
