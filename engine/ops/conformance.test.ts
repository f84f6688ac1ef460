import { describe, expect, it } from 'vitest';
import { type DataType, isFloat } from '../ir/data-type.ts';
import type { Graph, ValueId, ValueType } from '../ir/graph.ts';
import { isStatic } from '../ir/shape.ts';
import type { Tensor } from '../ir/tensor.ts';
import { inferTypes } from './infer-types.ts';
import { findOpSpec } from './registry.ts';
import { conformanceCaseNames, conformanceCasesArePresent, readConformanceCase } from './testing/conformance-cases.ts';
import { evaluateGraph } from './testing/evaluate-graph.ts';
import { expectTensor } from './testing/expect-tensor.ts';
import { forgetTypes } from './testing/forget-types.ts';

const title = `ONNX conformance cases${conformanceCasesArePresent ? '' : ' (skipped: package libonnx-testdata is not installed)'}`;
const names = conformanceCasesArePresent ? conformanceCaseNames() : [];

/** The files declare bfloat16 and hold its bits as uint16. */
const mislabelled = /BFLOAT16/;

/** Their reference values were computed with 3.1415 for pi, those of the expansions are not. */
const imprecise = /window.*_expanded/;

describe.skipIf(!conformanceCasesArePresent)(title, () => {
  const counts = { opaque: 0, partlyInferred: 0, inferred: 0, evaluated: 0 };

  it.each(names.filter((name) => !mislabelled.test(name)))('%s', (name) => {
    const { graph, inputs, outputs } = readConformanceCase(name);
    if ([...graph.nodes.values()].some((node) => !findOpSpec(node))) {
      counts.opaque++;
      return;
    }
    const typed = inferTypes(withConstantInputs(graph, inputs));
    const types = typed.outputs.map((id) => typed.values.get(id)?.type);
    outputs.forEach((expected, index) => {
      if (expected) expectConsistent(types[index], expected);
    });
    if (types.every(isDetermined)) counts.inferred++;
    else counts.partlyInferred++;
    const actual = evaluateGraph(graph, inputs);
    if (!actual || outputs.includes(undefined)) return;
    counts.evaluated++;
    outputs.forEach((expected, index) => {
      if (expected) expectTensor(actual[index], expected, imprecise.test(name) ? 1e-4 : toleranceOf(expected.dataType));
    });
  });

  it('leaves few of them out', () => {
    expect(counts.opaque).toBeLessThanOrEqual(120);
    expect(counts.partlyInferred).toBeLessThanOrEqual(39);
    expect(counts.inferred).toBeGreaterThanOrEqual(907);
    expect(counts.evaluated).toBeGreaterThanOrEqual(531);
  });
});

/** The graph with its inputs as constants and every other declared type forgotten. */
function withConstantInputs(graph: Graph, inputs: readonly (Tensor | undefined)[]): Graph {
  const constants = graph.inputs.flatMap((id, index): [ValueId, Tensor][] => {
    const tensor = inputs[index];
    return tensor ? [[id, tensor]] : [];
  });
  const isConstant = new Set(constants.map(([id]) => id));
  return {
    ...forgetTypes(graph),
    inputs: graph.inputs.filter((id) => !isConstant.has(id)),
    initializers: graph.initializers.withAll(constants),
  };
}

function expectConsistent(type: ValueType | undefined, { dataType, dims }: Tensor): void {
  if (!type) return;
  expect(type.kind).toBe('tensor');
  if (type.kind !== 'tensor') return;
  expect(type.dataType ?? dataType).toBe(dataType);
  expect(type.shape?.map((dim, axis) => (typeof dim === 'number' ? dim : dims[axis])) ?? dims).toEqual(dims);
}

const isDetermined = (type: ValueType | undefined): boolean =>
  type?.kind === 'tensor' && type.dataType !== undefined && type.shape !== undefined && isStatic(type.shape);

/** The reference values come from NumPy, whose float32 functions differ from correctly rounded ones in the last place. */
function toleranceOf(dataType: DataType): number {
  if (dataType === 'float16') return 1e-3;
  return isFloat(dataType) ? 1e-6 : 0;
}
