import { describe, expect, it } from 'vitest';
import { findCommand, isMac, keysFor } from './shortcuts.ts';

const press = (
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});

describe('findCommand', () => {
  it.each([
    [press('o', { ctrlKey: true }), false, 'open'],
    [press('O', { metaKey: true }), false, 'open'],
    [press('2', { ctrlKey: true }), true, { panel: 'precision' }],
    [press('L', { ctrlKey: true, shiftKey: true }), false, 'toggle-theme'],
    [press('l', { ctrlKey: true }), false, undefined],
    [press('Escape'), true, 'dismiss'],
    [press('?'), false, 'show-shortcuts'],
    [press('?'), true, undefined],
    [press('o'), false, undefined],
    [press('1', { ctrlKey: true, altKey: true }), false, undefined],
  ] as const)('%j, in a text field: %s', (event, inTextField, command) => {
    expect(findCommand(event, inTextField)).toEqual(command);
  });
});

it('writes keys as the platform does', () => {
  expect(keysFor('Ctrl O', 'MacIntel')).toBe('⌘ O');
  expect(keysFor('Ctrl O', 'Linux x86_64')).toBe('Ctrl O');
  expect(isMac('Win32')).toBe(false);
});
