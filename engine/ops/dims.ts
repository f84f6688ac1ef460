import type { Dim, Shape } from '../ir/shape.ts';

/**
 * Arithmetic on dimensions of which some have only a name. A result that is not a number is written as a sum of products:
 * `12*batch`, `past + seq`, `2*seq - 1`; equal expressions are equal texts. With names that read otherwise, such as
 * `floor(N/2)`, only what leaves them as they are has a result.
 */

/** Coefficients by product of names, these sorted and joined by '*'; '' is the constant. */
type Polynomial = ReadonlyMap<string, number>;

/** Longer sums help nobody who reads a shape. */
const MAX_TERMS = 6;

export function addDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (b === 0) return a;
  return a === 0 ? b : sum(a, b, 1);
}

export function subtractDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (b === 0) return a;
  return a !== undefined && a === b ? 0 : sum(a, b, -1);
}

export const multiplyDims = (a: Dim, b: Dim): Dim => productOf([a, b]);

export function productOf(dims: Shape): Dim {
  if (dims.includes(0)) return 0;
  const factors = dims.filter((dim) => dim !== 1);
  if (factors.length <= 1) return factors.length === 0 ? 1 : factors[0];
  let product: Polynomial = constant(1);
  for (const dim of factors) {
    const factor = parse(dim);
    if (!factor) return undefined;
    product = multiply(product, factor);
  }
  return print(product);
}

/** The product of `a` over the product of `b`, undefined where that is no whole sum of products. */
export function quotientOf(a: Shape, b: Shape): Dim {
  const upper = a.slice();
  const lower = b.filter((dim) => {
    const index = dim === undefined || dim === 0 ? -1 : upper.indexOf(dim);
    if (index >= 0) upper.splice(index, 1);
    return index < 0;
  });
  const [product, divisor] = [productOf(upper), productOf(lower)];
  if (divisor === 1) return product;
  const dividend = parse(product);
  const [term, ...more] = parse(divisor) ?? [];
  if (!dividend || !term || more.length > 0) return undefined;
  const quotient = new Map<string, number>();
  for (const [names, coefficient] of dividend) {
    const rest = withoutNames(names, term[0]);
    if (rest === undefined || coefficient % term[1] !== 0) return undefined;
    quotient.set(rest, coefficient / term[1]);
  }
  return print(quotient);
}

/** A dimension with numbers put in for names; what keeps an unknown name stays an expression. */
export function resolveDim(dim: Dim, extentOf: (name: string) => number | undefined): Dim {
  if (typeof dim !== 'string') return dim;
  const polynomial = parse(dim);
  if (!polynomial) return extentOf(dim) ?? dim;
  let result: Polynomial = constant(0);
  for (const [names, coefficient] of polynomial) {
    let product = constant(coefficient);
    for (const name of names === '' ? [] : names.split('*')) {
      const extent = extentOf(name);
      product = multiply(product, extent === undefined ? new Map([[name, 1]]) : constant(extent));
    }
    result = add(result, product, 1);
  }
  return print(result);
}

const constant = (value: number): Polynomial => (value === 0 ? new Map() : new Map([['', value]]));

function sum(a: Dim, b: Dim, sign: 1 | -1): Dim {
  const [x, y] = [parse(a), parse(b)];
  return x && y && print(add(x, y, sign));
}

const plainName = /^[A-Za-z_][\w.:-]*$/;
const termForm = /^([+-] |-)?(?:(\d+)(?:\*(?=.)|$))?([A-Za-z_][\w.:-]*(?:\*[A-Za-z_][\w.:-]*)*)?$/;

/** Undefined for what is no sum of products. */
function parse(dim: Dim): Polynomial | undefined {
  if (dim === undefined) return undefined;
  if (typeof dim === 'number') return constant(dim);
  if (plainName.test(dim)) return new Map([[dim, 1]]);
  let result: Polynomial = new Map();
  for (const [index, term] of dim.split(/ (?=[+-] )/).entries()) {
    const [, sign, coefficient, names] = termForm.exec(term) ?? [];
    if ((coefficient ?? names) === undefined || index > 0 !== (sign?.length === 2)) return undefined;
    const size = Number.parseInt(coefficient ?? '1', 10);
    result = add(result, new Map([[sortedNames(names ?? ''), size]]), sign?.startsWith('-') ? -1 : 1);
  }
  return result;
}

const sortedNames = (names: string): string => names.split('*').sort().join('*');

function print(polynomial: Polynomial): Dim {
  if (polynomial.size > MAX_TERMS) return undefined;
  const terms = [...polynomial].sort(([a], [b]) => Number(a === '') - Number(b === '') || (a < b ? -1 : 1));
  const [first] = terms;
  if (!first) return 0;
  if (first[0] === '') return first[1];
  return terms
    .map(([names, coefficient], index) => {
      const size = Math.abs(coefficient);
      const text = names === '' ? `${size}` : size === 1 ? names : `${size}*${names}`;
      if (index === 0) return coefficient < 0 ? `-${text}` : text;
      return `${coefficient < 0 ? '-' : '+'} ${text}`;
    })
    .join(' ');
}

function add(a: Polynomial, b: Polynomial, factor: number): Polynomial {
  const result = new Map(a);
  for (const [names, coefficient] of b) {
    const total = (result.get(names) ?? 0) + factor * coefficient;
    if (total === 0) result.delete(names);
    else result.set(names, total);
  }
  return result;
}

function multiply(a: Polynomial, b: Polynomial): Polynomial {
  let product: Polynomial = new Map();
  for (const [namesA, x] of a) {
    for (const [namesB, y] of b) {
      const names = sortedNames([namesA, namesB].filter(Boolean).join('*'));
      product = add(product, new Map([[names, x * y]]), 1);
    }
  }
  return product;
}

/** `names` without each of `removed`, once; undefined where one is missing. */
function withoutNames(names: string, removed: string): string | undefined {
  const left = names.split('*').filter(Boolean);
  for (const name of removed.split('*').filter(Boolean)) {
    const index = left.indexOf(name);
    if (index < 0) return undefined;
    left.splice(index, 1);
  }
  return left.join('*');
}
