import type { BoxView } from '../../../engine/view/graph-view.ts';
import { formatInteger } from '../../text/format.ts';

/**
 * The part of a name that tells boxes apart: exporters prefix every name with its scope and end it with the operator
 * ('/encoder/layer.3/attention/self/query/MatMul' -> 'attention/self/query').
 */
export function toShortName(name: string, title: string): string {
  const parts = name.split(/[/]+/).filter((part) => part !== '');
  const last = parts.at(-1);
  if (parts.length > 1 && last !== undefined && operatorsOf(title).includes(last.replace(/_\d+$/, ''))) parts.pop();
  let short = parts.pop() ?? '';
  for (let part = parts.pop(); part !== undefined && part.length + short.length < 22; part = parts.pop()) {
    short = `${part}/${short}`;
  }
  return short;
}

/** '2 x (Conv + Relu)' -> 'Conv', 'Relu', and the count. */
const operatorsOf = (title: string): readonly string[] => title.match(/\w+/g) ?? [];

/** A value's name without scope and exporter's suffix: '/embeddings/Mul_output_0' -> 'Mul'. */
export function toShortValue(value: string): string {
  const last = value.split('/').findLast((part) => part !== '') ?? value;
  return last.replace(/_output_\d+$/, '');
}

/** The part of a name that the frame around its box does not say already. */
function withoutPath(name: string, path: string): string {
  const bare = name.startsWith('/') ? name.slice(1) : name;
  return path !== '' && bare.startsWith(`${path}/`) ? `/${bare.slice(path.length + 1)}` : name;
}

/** Second line of a box: shape for graph inputs and outputs, else the short name unless it repeats the title. */
export function toSubtitle(box: BoxView, around = ''): string {
  if (box.category === 'input') return box.outputs[0]?.shape ?? '';
  if (box.category === 'output') return box.inputs[0]?.shape ?? '';
  if (box.category === 'part') return toNodeCount(box.origins.length);
  const short = toShortName(withoutPath(box.name, around), box.title);
  return short === box.title ? '' : short;
}

export const toNodeCount = (count: number) => `${formatInteger(count)} ${count === 1 ? 'node' : 'nodes'}`;

/** Mark of a box that is not as imported, in words: colour is never the only sign. */
export function toChangeMark(box: BoxView): string {
  switch (box.change) {
    case 'kept':
      return '';
    case 'fused':
    case 'merged': {
      const count = box.members?.length ?? box.origins.length;
      return count > 1 ? `${box.change} ${count}` : box.change;
    }
    case 'rewritten':
    case 'added':
    case 'removed':
      return box.change;
  }
}

/** What a screen reader says for a box. */
export function toAccessibleName(box: BoxView): string {
  const kind =
    box.category === 'input'
      ? 'graph input'
      : box.category === 'output'
        ? 'graph output'
        : box.category === 'part'
          ? `part of the model with ${toNodeCount(box.origins.length)}`
          : toChangeMark(box);
  const name = box.name === box.title ? '' : box.name;
  return [box.title, name, kind, box.outputs[0]?.shape ?? ''].filter((part) => part !== '').join(', ');
}
