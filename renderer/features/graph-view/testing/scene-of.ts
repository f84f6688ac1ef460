import type { BoxId, GraphView } from '../../../../engine/view/graph-view.ts';
import { layOut } from '../layout/layered-layout.ts';
import { type Scene, toScene } from '../scene.ts';
import { type VisibleGraph, withoutParts } from '../scopes/visible-graph.ts';
import { toLayoutInput } from '../to-layout-input.ts';

/** A graph laid out here and now. */
export function sceneOf(graph: GraphView): Scene {
  return sceneOfVisible(withoutParts(graph));
}

export function sceneOfVisible(graph: VisibleGraph): Scene {
  return toScene(graph, layOut(toLayoutInput(graph)));
}

export function indexOf(scene: Scene, id: BoxId): number {
  const index = scene.indexById.get(id);
  if (index === undefined) throw new Error(`The graph has no box "${id}".`);
  return index;
}
