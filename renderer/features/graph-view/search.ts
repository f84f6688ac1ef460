import type { BoxView } from '../../../engine/view/graph-view.ts';
import type { Scene } from './scene.ts';

const searchable = new WeakMap<BoxView, string>();

function toSearchable(box: BoxView): string {
  let text = searchable.get(box);
  if (text === undefined) {
    text = [
      box.title,
      box.name,
      box.domain,
      toAttributeText(box),
      ...box.outputs.map(({ value }) => value),
      ...(box.members ?? []).flatMap(({ opType, name }) => [opType, name]),
    ]
      .join('\n')
      .toLowerCase();
    searchable.set(box, text);
  }
  return text;
}

const toAttributeText = ({ attributes }: BoxView) => attributes.map(({ name, value }) => `${name}=${value}`).join('\n');

/** Boxes that contain every word of the query in their operator, name, attributes, outputs or members; top to bottom. */
export function findBoxes(scene: Scene, query: string): readonly number[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const { layout, graph } = scene;
  return Array.from(layout.rowBoxes).filter((index) => {
    const box = graph.boxes[index];
    if (box === undefined) return false;
    const text = toSearchable(box);
    return words.every((word) => text.includes(word));
  });
}
