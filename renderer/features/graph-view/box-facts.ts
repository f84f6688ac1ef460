import type { BoxView } from '../../../engine/view/graph-view.ts';
import { formatCount, formatInteger } from '../../text/format.ts';
import { toNodeCount } from './box-text.ts';

/** How a box came to be, in words. */
export function describeChange(box: BoxView): string {
  if (box.category === 'input') return 'Graph input';
  if (box.category === 'output') return 'Graph output';
  if (box.category === 'part') return `Part of the model, ${toNodeCount(box.origins.length)}`;
  const count = box.members?.length ?? box.origins.length;
  switch (box.change) {
    case 'kept':
      return 'Kept as imported';
    case 'removed':
      return 'Removed';
    case 'fused':
      if (count === 1) return 'Runs in a fused layer';
      return `Fused from ${formatInteger(count)} nodes`;
    case 'merged':
      if (count === 1) return 'Merged with its siblings';
      return `Merged from ${formatInteger(count)} nodes`;
    case 'added':
      return 'Added by a fusion';
    case 'rewritten':
      return 'Rewritten as other operators';
  }
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export function toFacts(box: BoxView): readonly Fact[] {
  if (box.category === 'input' || box.category === 'output') return [];
  return [
    ...(box.category === 'part' ? [] : [{ label: 'Layer count', value: box.counted ? 'Counted' : 'Not counted' }]),
    { label: 'Parameters', value: box.parameterCount === 0 ? 'None' : formatCount(box.parameterCount) },
    { label: 'MACs', value: box.macs === undefined ? 'Unknown' : box.macs === 0 ? 'None' : formatCount(box.macs) },
    ...(box.domain === '' ? [] : [{ label: 'Domain', value: box.domain }]),
  ];
}
