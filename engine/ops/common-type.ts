import type { ValueType } from '../ir/graph.ts';
import type { Dim, Shape } from '../ir/shape.ts';
import { tensorType } from './inference.ts';

/** What two types have in common: dimensions that differ become unknown. Undefined where the kinds differ or one is unknown. */
export function commonType(a: ValueType | undefined, b: ValueType | undefined): ValueType | undefined {
  if (!a || !b || a === b) return a && b;
  if (a.kind === 'tensor' && b.kind === 'tensor') {
    return tensorType(a.dataType === b.dataType ? a.dataType : undefined, commonShape(a.shape, b.shape));
  }
  if ((a.kind === 'sequence' && b.kind === 'sequence') || (a.kind === 'optional' && b.kind === 'optional')) {
    const element = commonType(a.element, b.element);
    return element ? { kind: a.kind, element } : { kind: a.kind };
  }
  return a.kind === b.kind ? a : undefined;
}

function commonShape(a: Shape | undefined, b: Shape | undefined): Shape | undefined {
  if (a?.length !== b?.length) return undefined;
  return a?.map((dim, axis): Dim => (dim === b?.[axis] ? dim : undefined));
}

/** Structural equality. */
export function sameType(a: ValueType | undefined, b: ValueType | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'tensor':
    case 'sparse-tensor':
      return b.kind === a.kind && a.dataType === b.dataType && sameDims(a.shape, b.shape);
    case 'sequence':
    case 'optional':
      return b.kind === a.kind && sameType(a.element, b.element);
    case 'map':
      return b.kind === 'map' && a.key === b.key && sameType(a.value, b.value);
    case 'opaque':
      return b.kind === 'opaque' && a.domain === b.domain && a.name === b.name;
  }
}

const sameDims = (a: Shape | undefined, b: Shape | undefined): boolean =>
  a?.length === b?.length && (a?.every((dim, axis) => dim === b?.[axis]) ?? true);
