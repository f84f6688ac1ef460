import { expect, test } from 'vitest';
import { boxTitle } from './box-title.ts';

test.each([
  ['a single operator by its name', ['Conv'], 'Conv'],
  ['a fused chain in order', ['Conv', 'BatchNormalization', 'Relu'], 'Conv + BatchNormalization + Relu'],
  ['merged siblings as a multiple', ['Conv', 'Relu', 'Conv', 'Relu'], '2 × (Conv + Relu)'],
  ['merged single operators without parentheses', ['Conv', 'Conv', 'Conv'], '3 × Conv'],
  ['uneven repeats one by one', ['Conv', 'Conv', 'Relu'], '2 × Conv + Relu'],
  ['nothing as nothing', [], ''],
])('names %s', (_name, opTypes, title) => {
  expect(boxTitle(opTypes)).toBe(title);
});
