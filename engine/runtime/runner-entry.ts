import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The module a runner process starts with, and the flags Node needs to run it. */
export interface RunnerEntry {
  readonly path: string;
  readonly execArgv: readonly string[];
}

const require = createRequire(import.meta.url);

let resolved: RunnerEntry | undefined;

/**
 * The runner beside this module. In a built engine that is `runner.js` in the same folder or, from a chunk, the one above.
 * From TypeScript sources it is bundled once per content into node_modules/.cache and run by plain Node: a TypeScript
 * loader inside the runner would more than double its start-up time and add 27 MB to the memory that is measured there.
 */
export function resolveRunnerEntry(): RunnerEntry {
  resolved ??= import.meta.url.endsWith('.ts')
    ? entryFromSources()
    : { path: findBuiltRunner(import.meta.url), execArgv: [] };
  return resolved;
}

/** `runner.js` in the folder of a built module, or in the one above. */
export function findBuiltRunner(moduleUrl: string): string {
  const beside = fileURLToPath(new URL('./runner.js', moduleUrl));
  const above = fileURLToPath(new URL('../runner.js', moduleUrl));
  return !existsSync(beside) && existsSync(above) ? above : beside;
}

function entryFromSources(): RunnerEntry {
  const source = fileURLToPath(new URL('./runner.ts', import.meta.url));
  const cache = fileURLToPath(new URL('../../node_modules/.cache/lathe/', import.meta.url));
  try {
    return { path: bundleInto(cache, source), execArgv: [] };
  } catch {
    // No place to write, or no esbuild: the TypeScript loader runs the same source, only heavier.
    return { path: source, execArgv: ['--import', pathToFileURL(require.resolve('tsx')).href] };
  }
}

function bundleInto(cache: string, source: string): string {
  // Required, not imported: a build of the engine must not take the bundler along.
  const esbuild: typeof import('esbuild') = require('esbuild');
  const { outputFiles } = esbuild.buildSync({
    entryPoints: [source],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    write: false,
    logLevel: 'silent',
  });
  const code = outputFiles[0]?.contents;
  if (code === undefined) throw new Error('esbuild gave no output');
  const path = join(cache, `runner-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`);
  if (existsSync(path)) return path;
  mkdirSync(cache, { recursive: true });
  // Renamed into place: another process may be starting a runner right now.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, code);
  renameSync(draft, path);
  return path;
}
