import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findStaticFile } from './static-files.ts';

let folder = '';
let root = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lathe-static-'));
  root = join(folder, 'page');
  await mkdir(join(root, 'assets'), { recursive: true });
  await mkdir(join(root, 'folder.html'));
  await mkdir(join(folder, 'page-secret'));
  await writeFile(join(root, 'index.html'), '<!doctype html>');
  await writeFile(join(root, 'assets/index-abc123.js'), 'export {}');
  await writeFile(join(root, 'key.pem'), 'secret');
  await writeFile(join(folder, 'secret.html'), 'secret');
  await writeFile(join(folder, 'page-secret/index.html'), 'secret');
  await symlink(join(folder, 'secret.html'), join(root, 'link.html'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the root is index.html, asked for anew each time', async () => {
  expect(await findStaticFile(root, '/')).toMatchObject({
    contentType: 'text/html; charset=utf-8',
    sizeBytes: 15,
    cacheControl: 'no-cache',
  });
});

test('an asset with a hash in its name is kept by the browser', async () => {
  expect(await findStaticFile(root, '/assets/index-abc123.js')).toMatchObject({
    contentType: 'text/javascript; charset=utf-8',
    cacheControl: 'private, max-age=31536000, immutable',
  });
});

test.each([
  '/../secret.html',
  '/..%2fsecret.html',
  '/%2e%2e/secret.html',
  '/..%5csecret.html',
  '/assets/../../secret.html',
  '/../page-secret/index.html',
  '/link.html',
  '/folder.html',
  '/key.pem',
  '/index.html%00.js',
  '/%E0%A4%A',
  '/missing.js',
  '//etc/passwd.html',
])('%s leads nowhere', async (path) => {
  expect(await findStaticFile(root, path)).toBeUndefined();
});
