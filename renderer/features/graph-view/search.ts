import type { BoxView, GraphView } from '../../../engine/view/graph-view.ts';

const searchable = new WeakMap<BoxView, string>();

function toSearchable(box: BoxView): string {
  let text = searchable.get(box);
  if (text === undefined) {
    text = [
      box.title,
      box.name,
      box.domain,
      toAttributeText(box),
      ...box.outputs.flatMap(({ value, dataType, shape }) => [value, dataType, ...spellings(shape)]),
      ...(box.members ?? []).flatMap(({ opType, name }) => [opType, name]),
    ]
      .join('\n')
      .toLowerCase();
    searchable.set(box, text);
  }
  return text;
}

/** A shape as it is shown, without spaces, and as file formats write it: '[1, 64, 56]', '[1,64,56]', '1x64x56'. */
const spellings = (shape: string): readonly string[] => {
  const tight = shape.replaceAll(' ', '');
  return [shape, tight, tight.replace(/^\[|\]$/g, '').replaceAll(',', 'x')];
};

const toAttributeText = ({ attributes }: BoxView) => attributes.map(({ name, value }) => `${name}=${value}`).join('\n');

/** Boxes that contain every word of the query in their operator, name, attributes, shapes, outputs or members; in the order in which they run. */
export function findBoxes({ boxes }: GraphView, query: string): readonly BoxView[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  return boxes.filter((box) => {
    const text = toSearchable(box);
    return words.every((word) => text.includes(word));
  });
}
