import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { runLathe } from './testing/run-lathe.ts';

const commands = ['inspect', 'optimize', 'benchmark', 'evaluate', 'serve'];

test.each(['help', '--help', '-h'])('%s lists every command', async (word) => {
  const { exitCode, output, notes } = await runLathe([word]);
  expect({ exitCode, notes }).toEqual({ exitCode: 0, notes: [] });
  for (const name of commands) expect(output).toMatch(new RegExp(`^  lathe ${name} `, 'm'));
  expect(output).toContain('  lathe [MODEL]');
});

test.each(commands)('%s --help shows its usage, whatever else is asked for', async (name) => {
  for (const args of [
    [name, '--help'],
    [name, 'missing.onnx', '-h', '--frob'],
  ]) {
    const { exitCode, output } = await runLathe(args);
    expect(exitCode).toBe(0);
    expect(output).toMatch(new RegExp(`^lathe ${name} `));
  }
});

test('the version is that of the package', async () => {
  expect(await runLathe(['--version'])).toMatchObject({ exitCode: 0, output: packageJson.version });
});
