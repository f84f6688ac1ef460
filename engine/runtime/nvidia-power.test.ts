import { expect, test } from 'vitest';
import { parseWatts } from './nvidia-power.ts';

test('reads watts, one reading a line', () => {
  expect(parseWatts('78.12\n312.45\n')).toEqual([78.12, 312.45]);
});

test('a device that does not report its power has no readings', () => {
  expect(parseWatts('[N/A]\n[Not Supported]\n\n')).toEqual([]);
});
