import type { Dim, Shape } from '../ir/shape.ts';

/** Arithmetic on dimensions of which some have only a name. What cannot be said with one name is unknown. */

export function addDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (a === 0) return b;
  return b === 0 ? a : undefined;
}

export function subtractDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (b === 0) return a;
  return a !== undefined && a === b ? 0 : undefined;
}

export const multiplyDims = (a: Dim, b: Dim): Dim => productOf([a, b]);

/** The product, where it is a number or one name. */
export function productOf(dims: Shape): Dim {
  const { factor, names } = factorsOf(dims);
  if (factor === 0) return 0;
  if (factor === undefined || names.length > 1) return undefined;
  const [name] = names;
  return name === undefined ? factor : factor === 1 ? name : undefined;
}

/** The product of `a` over the product of `b`, with equal names cancelled; undefined where it is no number or one name. */
export function quotientOf(a: Shape, b: Shape): Dim {
  const [upper, lower] = [factorsOf(a), factorsOf(b)];
  if (upper.factor === undefined || lower.factor === undefined || lower.factor === 0) return undefined;
  const names = upper.names.slice();
  for (const name of lower.names) {
    const index = names.indexOf(name);
    if (index < 0) return undefined;
    names.splice(index, 1);
  }
  const factor = upper.factor / lower.factor;
  if (factor === 0) return 0;
  const [name, ...others] = names;
  if (name === undefined) return Number.isInteger(factor) ? factor : undefined;
  return factor === 1 && others.length === 0 ? name : undefined;
}

/** The number and the names that a product consists of; no number where a factor is unknown. */
function factorsOf(dims: Shape): { readonly factor: number | undefined; readonly names: readonly string[] } {
  let factor: number | undefined = 1;
  const names: string[] = [];
  for (const dim of dims) {
    if (typeof dim === 'string') names.push(dim);
    else factor = factor === undefined || dim === undefined ? undefined : factor * dim;
  }
  return { factor: dims.includes(0) ? 0 : factor, names };
}
