import type { BoxView, ComparedGraphs, EdgeView, GraphView } from '../../../engine/view/graph-view.ts';

/**
 * Both graphs in one: the original with what became of each node, and what fusion added to it. An added box is joined to
 * the nodes that the boxes around it stand for.
 */
export function toDifference({ before, after }: ComparedGraphs): GraphView {
  const boxByOrigin = new Map(after.boxes.flatMap((box) => box.origins.map((origin) => [origin, box] as const)));
  const added = after.boxes.filter(({ change }) => change === 'added');
  const addedIds = new Set(added.map(({ id }) => id));
  return {
    boxes: [...before.boxes.map((box) => withFate(box, boxByOrigin)), ...added],
    edges: [...before.edges, ...joinAdded(before, after, addedIds)],
  };
}

function withFate(box: BoxView, boxByOrigin: ReadonlyMap<number, BoxView>): BoxView {
  if (box.origins.length === 0) return box;
  const layer = box.origins.map((origin) => boxByOrigin.get(origin)).find((found) => found !== undefined);
  if (layer === undefined) return { ...box, change: 'removed' };
  const { change, reason } = layer;
  return change === 'kept' ? box : { ...box, change, ...(reason !== undefined && { reason }) };
}

function joinAdded(before: GraphView, after: GraphView, addedIds: ReadonlySet<string>): readonly EdgeView[] {
  const idByOrigin = new Map(before.boxes.flatMap(({ id, origins }) => origins.map((origin) => [origin, id] as const)));
  const known = new Set(before.boxes.map(({ id }) => id));
  const ends = new Map(after.boxes.map((box) => [box.id, box]));
  const standsFor = (id: string, end: 'first' | 'last'): string | undefined => {
    if (addedIds.has(id) || known.has(id)) return id;
    const origins = ends.get(id)?.origins ?? [];
    const origin = end === 'first' ? origins[0] : origins.at(-1);
    return origin === undefined ? undefined : idByOrigin.get(origin);
  };
  return after.edges.flatMap((edge) => {
    if (!addedIds.has(edge.from) && !addedIds.has(edge.to)) return [];
    const [from, to] = [standsFor(edge.from, 'last'), standsFor(edge.to, 'first')];
    return from === undefined || to === undefined || from === to ? [] : [{ ...edge, from, to }];
  });
}
