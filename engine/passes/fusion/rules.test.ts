import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { targetNames, targetOf } from '../../targets/targets.ts';
import { pipeline } from '../pipeline.ts';

const folder = join(import.meta.dirname, 'rules');
const guide = readFileSync(join(import.meta.dirname, '../../../docs/adding-a-fusion-rule.md'), 'utf8');

const everyRule = targetNames.flatMap((name) => {
  const target = targetOf(name);
  const names = target.optionalRules.map(({ rule }) => rule.name);
  return pipeline(target, { enabledRules: names }).flatMap((stage) => stage.steps);
});

describe('the lists of rules', () => {
  test('hold every rule that has a file', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
    const names = new Set(everyRule.map(({ name }) => name));
    expect(files.map((file) => file.slice(0, -3)).filter((name) => !names.has(name))).toEqual([]);
  });

  test('give each name to one rule', () => {
    const byName = new Map<string, unknown>();
    for (const rule of everyRule) {
      expect(byName.get(rule.name) ?? rule).toBe(rule);
      byName.set(rule.name, rule);
    }
  });

  test('hold rules that are tested', () => {
    const files = new Set(readdirSync(folder));
    for (const file of files) if (!file.endsWith('.test.ts')) expect(files).toContain(file.replace('.ts', '.test.ts'));
  });
});

describe('the guide to adding a rule', () => {
  test('shows the rule as it is', () => {
    expect(guide).toContain(readFileSync(join(folder, 'fuse-mul-into-conv.ts'), 'utf8').trimEnd());
  });

  test('shows the list as it is', () => {
    const file = readFileSync(join(import.meta.dirname, 'rules.ts'), 'utf8');
    const [list = ''] = /export const foldingRules.*?\];/s.exec(file) ?? [];
    expect(guide).toContain(list);
  });

  test('names guards that exist', () => {
    const sources = ['guards.ts', 'channel-affine.ts']
      .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
      .join();
    for (const [name] of guide.matchAll(/\brequire[A-Z]\w+/g)) expect(sources).toContain(name);
  });
});
