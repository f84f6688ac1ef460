import { expect, test } from 'vitest';
import { readableInk } from './readable-ink.ts';

test('is dark on pale grounds and pale on dark ones', () => {
  expect(readableInk('#e9e2d0', ['#ffffff', '#14181d'])).toBe('#14181d');
  expect(readableInk('#7a1f1f', ['#ffffff', '#14181d'])).toBe('#ffffff');
});

test('is the first where a colour is not written as hexadecimal digits', () => {
  expect(readableInk('oklch(0.7 0.1 20)', ['#ffffff', '#000000'])).toBe('#ffffff');
});
