import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export interface StaticFile {
  readonly path: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  /** Vite puts a hash of the content into the names under assets/, so those never change. */
  readonly cacheControl: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * Finds the file of the page that a URL path names. Undefined for whatever lies outside `root`, by dots, by a link or
 * by an absolute path, and for what is missing, no plain file, or of a kind that no page is made of.
 */
export async function findStaticFile(root: string, urlPath: string): Promise<StaticFile | undefined> {
  const relativePath = decodePath(urlPath === '/' ? '/index.html' : urlPath);
  if (relativePath === undefined) return undefined;
  const contentType = contentTypes[extname(relativePath)];
  if (contentType === undefined) return undefined;
  try {
    const folder = await realpath(root);
    const path = await realpath(join(folder, relativePath));
    if (!path.startsWith(folder + sep)) return undefined;
    const stats = await stat(path);
    if (!stats.isFile()) return undefined;
    const cacheControl = relativePath.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache';
    return { path, contentType, sizeBytes: stats.size, cacheControl };
  } catch {
    return undefined;
  }
}

/** Undefined where the path is no valid one, or tries to climb. */
function decodePath(urlPath: string): string | undefined {
  try {
    const decoded = decodeURIComponent(urlPath);
    const climbs = decoded.split(/[/\\]/).includes('..');
    return climbs || decoded.includes('\0') || decoded.includes('\\') ? undefined : decoded;
  } catch {
    return undefined;
  }
}
