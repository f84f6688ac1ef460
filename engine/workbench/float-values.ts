import type { Graph, ValueId } from '../ir/graph.ts';
import { findDataType, topologicalOrder } from '../ir/query.ts';
import { inferTypes } from '../ops/infer-types.ts';

/** Every float32 value that is computed or fed, in order: what a calibration cache for another tool must hold. */
export function floatValuesOf(graph: Graph): readonly ValueId[] {
  const typed = inferTypes(graph);
  const fed = typed.inputs.filter((id) => !typed.initializers.has(id));
  const computed = topologicalOrder(typed).flatMap(({ outputs }) => outputs.filter((id) => id !== undefined));
  return [...fed, ...computed].filter((id) => findDataType(typed, id) === 'float32');
}
