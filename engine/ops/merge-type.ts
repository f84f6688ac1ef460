import type { ValueType } from '../ir/graph.ts';
import type { Dim, Shape } from '../ir/shape.ts';
import { tensorType } from './inference.ts';

export interface Merged {
  readonly type: ValueType | undefined;
  /** The two types cannot both be true; `type` is the inferred one. */
  readonly contradicts: boolean;
}

/**
 * What is known of a value when its operator says one thing and the file declares another: per dimension the more precise,
 * a number before a name before nothing. Of two names the inferred one stays, since it is the one that inputs have.
 */
export function mergeType(inferred: ValueType | undefined, declared: ValueType | undefined): Merged {
  if (!inferred || !declared) return { type: inferred ?? declared, contradicts: false };
  if (inferred.kind === 'tensor' && declared.kind === 'tensor') {
    const shape = mergeShape(inferred.shape, declared.shape);
    const differs =
      inferred.dataType !== undefined && declared.dataType !== undefined && inferred.dataType !== declared.dataType;
    return {
      type: tensorType(inferred.dataType ?? declared.dataType, shape.shape),
      contradicts: differs || shape.contradicts,
    };
  }
  if (inferred.kind !== declared.kind) return { type: inferred, contradicts: true };
  if ((inferred.kind === 'sequence' || inferred.kind === 'optional') && declared.kind === inferred.kind) {
    const element = mergeType(inferred.element, declared.element);
    return {
      type: { kind: inferred.kind, ...(element.type && { element: element.type }) },
      contradicts: element.contradicts,
    };
  }
  return { type: inferred, contradicts: false };
}

function mergeShape(
  inferred: Shape | undefined,
  declared: Shape | undefined,
): { readonly shape: Shape | undefined; readonly contradicts: boolean } {
  if (!inferred || !declared) return { shape: inferred ?? declared, contradicts: false };
  if (inferred.length !== declared.length) return { shape: inferred, contradicts: true };
  let contradicts = false;
  const shape = inferred.map((dim, axis): Dim => {
    const other = declared[axis];
    if (typeof dim === 'number') {
      contradicts ||= typeof other === 'number' && other !== dim;
      return dim;
    }
    return typeof other === 'number' ? other : (dim ?? other);
  });
  return { shape, contradicts };
}
