import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { externalDataOutside } from '../importers/errors.ts';
import type { ExternalData } from '../importers/external-data.ts';

/**
 * The files beside a model. A location that is absolute, climbs out, or leads out through a link is refused:
 * a model must not be able to read /etc/passwd into its weights.
 */
export function externalFilesBeside(modelPath: string): ExternalData & { readonly used: ReadonlySet<string> } {
  const folder = realpathSync(dirname(modelPath));
  const used = new Set<string>();
  const resolve = (location: string): string | undefined => {
    if (location === '' || isAbsolute(location) || /^[A-Za-z]:|\\|\0/.test(location))
      throw externalDataOutside(location);
    const path = join(folder, location);
    if (!isInside(folder, path)) throw externalDataOutside(location);
    const real = findRealPath(path);
    if (real !== undefined && !isInside(folder, real)) throw externalDataOutside(location);
    return real;
  };
  return {
    used,
    byteLengthOf: (location) => {
      const path = resolve(location);
      const stat = path === undefined ? undefined : statSync(path);
      if (path === undefined || !stat?.isFile()) return undefined;
      used.add(path);
      return stat.size;
    },
    read: (location, offset, length) => {
      const path = resolve(location);
      const bytes = new Uint8Array(length);
      const file = openSync(path ?? join(folder, location), 'r');
      try {
        for (let done = 0; done < length; ) {
          const count = readSync(file, bytes, done, length - done, offset + done);
          if (count === 0) throw new RangeError(`${location} ends before byte ${offset + length}`);
          done += count;
        }
      } finally {
        closeSync(file);
      }
      return bytes;
    },
  };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function findRealPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
