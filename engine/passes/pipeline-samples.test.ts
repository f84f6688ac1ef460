import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { inferTypes } from '../ops/infer-types.ts';
import { targetOf } from '../targets/targets.ts';
import { expectEquivalent } from '../testing/expect-equivalent.ts';
import { printSteps } from '../testing/print-steps.ts';
import { structureOf } from '../testing/structure-of.ts';
import { type OptimizeOptions, optimize } from './optimize.ts';

/**
 * One folder per sample: model.txt in the text form, options.json for `optimize`, expected.txt. A regression is a new folder;
 * where expected.txt is missing, the failing test prints what to put there.
 */
const folder = join(import.meta.dirname, '../testing/samples');

describe.each(readdirSync(folder))('sample %s', (name) => {
  const read = (file: string): string => readFileSync(join(folder, name, file), 'utf8');
  const options: OptimizeOptions = JSON.parse(read('options.json'));
  const before = inferTypes(parseGraph(read('model.txt')));
  const { graph, stages, refusals } = optimize(before, options);

  test('becomes what it did', () => {
    const printed = [
      ...stages.map((stage) => `${stage.name}: ${stage.layerCount}`),
      '',
      ...printSteps(graph, targetOf(options.target)).split('; '),
      '',
      structureOf(graph),
      ...refusals.map(({ rule, reason }) => `\nnot ${rule}: ${reason}`),
      '',
    ].join('\n');
    expect(printed).toBe(existsSync(join(folder, name, 'expected.txt')) ? read('expected.txt') : '');
  });

  test('computes the same', () => expectEquivalent(before, graph, { rtol: 1e-4, atol: 1e-5, dims: { N: 3 } }));
});
