import { readdir } from 'node:fs/promises';
import { dirname, extname, join, parse } from 'node:path';

/** What a folder has for a network: its weights, or several files of which none is surely the one. */
export type WeightsBeside =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'ambiguous'; readonly names: readonly string[] }
  | { readonly kind: 'none' };

/** Words that tell files of one network apart. */
const roles = /^(deploy|train|val|trainval|test|inference|model|net|network|weights)$/;

/** What Caffe adds to the name of a snapshot. */
const snapshot = /_iter_(\d+)$/i;

/**
 * Finds the caffemodel that belongs to a prototxt: of the same name, of the same name but for words like "deploy" or "iter_10000"
 * (the last iteration, where there are several), or the only one in the folder.
 */
export async function findWeightsBeside(prototxtPath: string): Promise<WeightsBeside> {
  const folder = dirname(prototxtPath);
  const entries: readonly string[] = await readdir(folder).catch(() => []);
  const names = entries.filter((name) => extname(name).toLowerCase() === '.caffemodel').sort();
  const own = parse(prototxtPath).name;
  const found = (name: string): WeightsBeside => ({ kind: 'found', path: join(folder, name) });
  const same = names.find((name) => parse(name).name === own);
  if (same !== undefined) return found(same);
  const related = names.filter((name) => subjectOf(parse(name).name) === subjectOf(own));
  const last = related.sort((a, b) => iterationOf(a) - iterationOf(b)).at(-1);
  if (last !== undefined && subjectOf(own) !== '') return found(last);
  const [only] = names;
  if (only === undefined) return { kind: 'none' };
  return names.length === 1 ? found(only) : { kind: 'ambiguous', names };
}

/** A name without the words that tell a network's files apart. */
const subjectOf = (name: string): string =>
  name
    .replace(snapshot, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !roles.test(word))
    .join(' ');

const iterationOf = (name: string): number => Number(snapshot.exec(parse(name).name)?.[1] ?? 0);
