import type { Attributes } from '../ir/graph.ts';

/** Readers for `decodeAttributes`: the value of an attribute, or `fallback` where it is absent or of another type. */

const utf8 = new TextDecoder();

export function readInt<F>(attributes: Attributes, name: string, fallback: F): number | F {
  const attribute = attributes.get(name);
  return attribute?.type === 'int' ? Number(attribute.value) : fallback;
}

export function readFloat<F>(attributes: Attributes, name: string, fallback: F): number | F {
  const attribute = attributes.get(name);
  return attribute?.type === 'float' ? attribute.value : fallback;
}

export function readInts<F>(attributes: Attributes, name: string, fallback: F): readonly number[] | F {
  const attribute = attributes.get(name);
  return attribute?.type === 'ints' ? attribute.value.map(Number) : fallback;
}

export function readString<F>(attributes: Attributes, name: string, fallback: F): string | F {
  const attribute = attributes.get(name);
  return attribute?.type === 'string' ? utf8.decode(attribute.value) : fallback;
}
