import type { Dim, Shape } from '../ir/shape.ts';
import { broadcastShapes } from '../ir/shape.ts';
import { readString } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp } from './op-spec.ts';

/**
 * Einstein summation: products of the inputs, summed over the labels that the result lacks.
 * Cost: one multiply-accumulate per combination of labels and input after the first. Source: ONNX Einsum-12.
 */
export const einsum = defineOp({
  type: 'Einsum',
  domain: '',
  inputs: ['Inputs...'],
  outputs: ['Output'],
  category: 'matrix',
  decodeAttributes: (attributes) => parseEquation(readString(attributes, 'equation', '')),
  inferOutputs: ({ attributes: { terms, result }, shape, dataType }) => {
    const extents = extentsOf(terms, shape);
    if (!extents) return [tensorType(dataType(0), undefined)];
    return [
      tensorType(
        dataType(0),
        [...result].flatMap((label) => extents.get(label) ?? [undefined]),
      ),
    ];
  },
  cost: ({ attributes: { terms }, inputShape }) => {
    const extents = extentsOf(terms, inputShape);
    if (!extents) return undefined;
    let combinations = 1;
    for (const dims of extents.values()) for (const dim of dims) combinations *= typeof dim === 'number' ? dim : 1;
    return { macs: combinations * (terms.length - 1) };
  },
});

/** One letter a label; '.' stands for the ellipsis. */
interface Equation {
  readonly terms: readonly string[];
  readonly result: string;
}

function parseEquation(equation: string): Equation {
  const compact = equation.replace(/\s/g, '').replaceAll('...', '.');
  const [left = '', right] = compact.split('->');
  const terms = left.split(',');
  if (right !== undefined) return { terms, result: right };
  const labels = [...left.replaceAll(',', '')];
  const once = labels.filter((label) => label !== '.' && labels.indexOf(label) === labels.lastIndexOf(label));
  return { terms, result: (labels.includes('.') ? '.' : '') + once.sort().join('') };
}

/** The extent of each label, several for the ellipsis; undefined where an input's rank is unknown. */
function extentsOf(
  terms: readonly string[],
  shape: (input: number) => Shape | undefined,
): ReadonlyMap<string, Shape> | undefined {
  const extents = new Map<string, Shape>();
  for (const [input, term] of terms.entries()) {
    const dims = shape(input);
    if (!dims) return undefined;
    const hidden = dims.length - (term.length - 1);
    let axis = 0;
    for (const label of term) {
      const width = label === '.' ? hidden : 1;
      const found: readonly Dim[] = dims.slice(axis, axis + width);
      const known = extents.get(label);
      extents.set(label, known ? (broadcastShapes(known, found) ?? found) : found);
      axis += width;
    }
  }
  return extents;
}
