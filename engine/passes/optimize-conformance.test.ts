import { expect, test } from 'vitest';
import { exportOnnx } from '../export/export-onnx.ts';
import { importOnnx } from '../importers/onnx/import-onnx.ts';
import type { Graph } from '../ir/graph.ts';
import { printGraph } from '../ir/print.ts';
import { requireValue } from '../ir/query.ts';
import { isNumeric, type Tensor, tensorNumbers } from '../ir/tensor.ts';
import { inferTypes } from '../ops/infer-types.ts';
import {
  type ConformanceCase,
  conformanceCaseNames,
  conformanceCasesArePresent,
  readConformanceCase,
} from '../ops/testing/conformance-cases.ts';
import type { TargetName } from '../targets/target.ts';
import { modelOf, runGraph } from '../testing/run-graph.ts';
import { optimize } from './optimize.ts';

/** Those of ONNX's own test runner: |actual - expected| <= atol + rtol * |expected|. */
const [rtol, atol] = [1e-3, 1e-7];

/** Between them they apply every rule. */
const targets: readonly TargetName[] = ['portable', 'onnxruntime-cpu', 'tensorrt'];

/** How a case went. 'unable': ONNX Runtime cannot run it, or gives other numbers than the case wants, before anything is rewritten. */
type Outcome = 'as expected' | 'unable' | 'no tensors';

test.skipIf(!conformanceCasesArePresent)(
  'the conformance cases of the ONNX project (Debian package libonnx-testdata) import, print, survive export, and give what they should once optimized for every target',
  async () => {
    const faults: string[] = [];
    const counts: Record<Outcome, number> = { 'as expected': 0, unable: 0, 'no tensors': 0 };
    const names = conformanceCaseNames();
    for (const name of names) {
      const found = readConformanceCase(name);
      if (!survivesExport(found.graph)) faults.push(`${name}: another graph after export and import`);
      const outcome = await tryCase(found, faults);
      if (outcome) counts[outcome]++;
    }
    console.info(`${names.length} conformance cases: ${JSON.stringify(counts)}`);
    expect(faults).toEqual([]);
    expect(counts['as expected']).toBeGreaterThan(names.length / 2);
  },
  300_000,
);

function survivesExport(graph: Graph): boolean {
  const text = printGraph(graph);
  return text.length > 0 && printGraph(importOnnx(exportOnnx(modelOf(graph))).model.graph) === text;
}

async function tryCase(
  { name, graph, inputs, outputs }: ConformanceCase,
  faults: string[],
): Promise<Outcome | undefined> {
  if ([...inputs, ...outputs].includes(undefined)) return 'no tensors';
  const before = inferTypes(graph);
  const fed = before.inputs.map((id, index) => [requireValue(before, id).name, inputs[index]] as const);
  const feeds = new Map(fed.filter((entry): entry is readonly [string, Tensor] => entry[1] !== undefined));
  const fits = async (candidate: Graph) => {
    const results = await runGraph(candidate, feeds);
    return outputs.every((wanted, index) => isClose(wanted, results[index]));
  };
  if (!(await fits(before).catch(() => false))) return 'unable';
  const tried = new Set([printGraph(before)]);
  for (const target of targets) {
    const { graph: after } = optimize(before, { target });
    const again = optimize(after, { target }).fusions.map(({ rule }) => rule);
    if (again.length > 0) faults.push(`${name} for ${target}: a second run still does ${again}`);
    if (tried.has(printGraph(after))) continue;
    tried.add(printGraph(after));
    const isRight = await fits(after).catch((error: unknown) => String(error));
    if (isRight !== true) faults.push(`${name} for ${target}: ${isRight || 'other numbers'}`);
  }
  return 'as expected';
}

function isClose(wanted: Tensor | undefined, found: Tensor | undefined): boolean {
  if (!wanted || !found || wanted.dataType !== found.dataType || `${wanted.dims}` !== `${found.dims}`) return false;
  if (!isNumeric(wanted.dataType)) return true;
  const [a, b] = [tensorNumbers(wanted), tensorNumbers(found)];
  return a.every((value, index) => {
    const other = b[index] ?? Number.NaN;
    return Object.is(value, other) || value === other || Math.abs(value - other) <= atol + rtol * Math.abs(value);
  });
}
