import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { findBuiltRunner, resolveRunnerEntry } from './runner-entry.ts';

const out = mkdtempSync(join(tmpdir(), 'lathe-test-'));
afterAll(() => rmSync(out, { recursive: true }));

it('is started by plain Node, without a TypeScript loader in its memory', () => {
  const { path, execArgv } = resolveRunnerEntry();
  expect(path).toMatch(/runner-[0-9a-f]{16}\.mjs$/);
  expect(execArgv).toEqual([]);
});

it('lies beside a built module, or above its chunk', () => {
  mkdirSync(join(out, 'chunks'));
  writeFileSync(join(out, 'runner.js'), '');
  expect(findBuiltRunner(pathToFileURL(join(out, 'main.js')).href)).toBe(join(out, 'runner.js'));
  expect(findBuiltRunner(pathToFileURL(join(out, 'chunks', 'engine.js')).href)).toBe(join(out, 'runner.js'));
});
