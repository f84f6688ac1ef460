import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from './lathe.ts';

const sample = join(import.meta.dirname, '../../assets/samples/inception-fashion/model.onnx');

async function run(...args: string[]) {
  const out: string[] = [];
  const notes: string[] = [];
  const code = await main(['fusions', sample, ...args], {
    print: (text) => out.push(text),
    note: (text) => notes.push(text),
    progress: () => {},
    signal: new AbortController().signal,
    directory: process.cwd(),
  });
  return { code, out, notes };
}

describe('lathe fusions', () => {
  test('prints each stage with its fusions and the layers it leaves', async () => {
    const { code, out } = await run('--target', 'tensorrt');
    expect(code).toBe(0);
    const stages = out.filter((line) => /^\S.*: \d+ layers$/.test(line));
    expect(stages).toEqual([
      'Original: 90 layers',
      'After simplification: 90 layers',
      'After vertical fusion: 38 layers',
      'After horizontal merging: 30 layers',
      'After concat elimination: 30 layers',
    ]);
    expect(out.filter((line) => line.startsWith('  merge-sibling-convs:'))).toHaveLength(4);
  });

  test('proves every change on request', async () => {
    const { out } = await run('--target', 'tensorrt', '--check', '--json');
    const document = JSON.parse(out.join(''));
    const proofs = document.fusions.map(({ proof }: { readonly proof: { readonly status: string } }) => proof.status);
    expect(new Set(proofs)).toEqual(new Set(['equal', 'grouping-only']));
    expect(document.takenBack).toEqual([]);
  });

  test('holds the plan against the graph of ONNX Runtime on request', async () => {
    const { out } = await run('--confirm', '--disable', 'fuse-activation-into-conv');
    const text = out.join('\n');
    expect(text).toContain('Not as planned in ONNX Runtime:');
    expect(text).toMatch(/^ {2}Relu ".*": one node together with other layers \(Conv ".*"\)$/m);
    expect(text).toMatch(/\(\d+ of \d+ confirmed by ONNX Runtime\)/);
    const document = JSON.parse((await run('--confirm', '--json')).out.join(''));
    expect(document.confirmation).toMatchObject({ provider: 'cpu', counts: { confirmed: document.layers.after } });
    expect(document.confirmation.layers[0]).toMatchObject({ verdict: 'confirmed', layer: expect.any(String) });
  });

  test('says that the layers of TensorRT cannot be confirmed', async () => {
    const { code, notes } = await run('--target', 'tensorrt', '--confirm');
    expect(code).toBe(1);
    expect(notes.join(' ')).toContain('its layers stay predicted');
  });

  test('leaves a kept node alone and says so', async () => {
    const { out } = await run('--target', 'tensorrt', '--keep', '/stem/stem.0/bn/BatchNormalization');
    expect(out.join('\n')).toContain('is kept as it is, on request');
    expect(out.join('\n')).toContain('90 -> 32 ');
  });

  test('switches optional rules on, and refuses those that are none', async () => {
    const on = await run('--enable', 'merge-sibling-convs');
    expect(on.out.filter((line) => line.startsWith('  merge-sibling-convs:'))).toHaveLength(4);
    const { code, notes } = await run('--enable', 'fold-constants');
    expect(code).toBe(2);
    expect(notes.join('')).toContain('There is no rule "fold-constants" to switch for onnxruntime-cpu');
  });
});
