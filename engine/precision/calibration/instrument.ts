import { applyPatch } from '../../ir/apply-patch.ts';
import type { Model, ValueId } from '../../ir/graph.ts';
import { PatchBuilder } from '../../ir/patch.ts';
import { requireValue } from '../../ir/query.ts';

export interface InstrumentedModel {
  readonly model: Model;
  /** The value that each output shows, by the output's name. */
  readonly observed: ReadonlyMap<string, ValueId>;
}

/**
 * The model with these values as its only outputs; what they do not need is left out. A model input, or a value whose name is
 * not unique, is shown through an Identity. With nothing to show, the model is as it was.
 */
export function instrument(model: Model, values: readonly ValueId[]): InstrumentedModel {
  if (values.length === 0) return { model, observed: new Map() };
  const { graph } = model;
  const patch = new PatchBuilder(graph);
  const taken = new Set(graph.inputs.map((id) => requireValue(graph, id).name));
  const observed = new Map<string, ValueId>();
  const outputs = values.map((id): ValueId => {
    const value = requireValue(graph, id);
    if (value.name !== '' && !taken.has(value.name)) {
      taken.add(value.name);
      observed.set(value.name, id);
      return id;
    }
    const copy = patch.add({
      opType: 'Identity',
      name: `observed_${id}`,
      inputs: [id],
      outputTypes: [value.type],
      origins: [],
    });
    observed.set(`observed_${id}_${copy.id}`, id);
    return copy.output;
  });
  const { edits, nextId } = patch.build();
  const observing = applyPatch(graph, { edits: [...edits, { kind: 'set-outputs', outputs }], nextId });
  return { model: { ...model, graph: observing }, observed };
}
