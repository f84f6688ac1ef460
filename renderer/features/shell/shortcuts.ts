import type { Command } from './commands.ts';

export interface Shortcut {
  readonly keys: string;
  readonly does: string;
  readonly command: Command;
  matches(event: KeyPress): boolean;
}

/** What of a KeyboardEvent decides. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const withControl =
  (key: string, shiftKey = false) =>
  (event: KeyPress) =>
    (event.ctrlKey || event.metaKey) && !event.altKey && event.shiftKey === shiftKey && event.key.toLowerCase() === key;

const alone = (key: string) => (event: KeyPress) =>
  !event.ctrlKey && !event.metaKey && !event.altKey && event.key === key;

/** In the order of the list that `?` shows. */
export const shortcuts: readonly Shortcut[] = [
  { keys: 'Ctrl O', does: 'Open a model', command: 'open', matches: withControl('o') },
  { keys: 'Ctrl K', does: 'Commands, files and models by name', command: 'show-palette', matches: withControl('k') },
  { keys: 'Ctrl 1', does: 'Graph', command: { panel: 'graph' }, matches: withControl('1') },
  { keys: 'Ctrl 2', does: 'Precision', command: { panel: 'precision' }, matches: withControl('2') },
  { keys: 'Ctrl 3', does: 'Compare', command: { panel: 'compare' }, matches: withControl('3') },
  { keys: 'Ctrl 4', does: 'Tune', command: { panel: 'tune' }, matches: withControl('4') },
  { keys: 'Ctrl 5', does: 'History', command: { panel: 'history' }, matches: withControl('5') },
  { keys: 'Ctrl Enter', does: 'Build and compare', command: 'compare', matches: withControl('enter') },
  { keys: 'Ctrl E', does: 'Choose what to export', command: 'export', matches: withControl('e') },
  { keys: 'Ctrl Z', does: 'Undo what was switched', command: 'undo', matches: withControl('z') },
  {
    keys: 'Ctrl Shift Z',
    does: 'Switch it again',
    command: 'redo',
    matches: (event) => withControl('z', true)(event) || withControl('y')(event),
  },
  { keys: 'Ctrl Shift L', does: 'Switch the theme', command: 'toggle-theme', matches: withControl('l', true) },
  { keys: 'Ctrl 0', does: 'Show the whole graph', command: 'zoom-to-fit', matches: withControl('0') },
  {
    keys: 'Esc',
    does: 'Dismiss a message, cancel opening, clear the selection',
    command: 'dismiss',
    matches: alone('Escape'),
  },
  { keys: '?', does: 'This list', command: 'show-shortcuts', matches: alone('?') },
];

/** Keys that the graph itself listens to while it has the focus; `Ctrl F` works anywhere beside it. */
export const graphKeys: readonly Pick<Shortcut, 'keys' | 'does'>[] = [
  { keys: 'Ctrl F', does: 'Find names, operators, attributes and shapes' },
  { keys: '↑ ↓ ← →', does: 'Go to the next box' },
  { keys: '+ −', does: 'Zoom' },
  { keys: 'F', does: 'Show the whole graph' },
  { keys: 'Enter', does: 'Details of the box' },
  { keys: 'Ctrl C', does: 'Copy the name of the box' },
  { keys: 'Shift click', does: 'The shortest way of data from the selected box to this one' },
  { keys: 'Space', does: 'Open the part of the model, or close the one around the box' },
];

/** The command of a key press; a bare key that goes into a text field is none. */
export function findCommand(event: KeyPress, inTextField: boolean): Command | undefined {
  const shortcut = shortcuts.find((candidate) => candidate.matches(event));
  if (shortcut === undefined) return undefined;
  return inTextField && belongsToText(shortcut) ? undefined : shortcut.command;
}

/** True for keys that a text field has a use of its own for. */
const belongsToText = ({ keys, command }: Shortcut): boolean =>
  keys === '?' || command === 'undo' || command === 'redo';

export const isMac = (platform: string) => /mac/i.test(platform);

/** 'Ctrl O' as the platform writes it. */
export const keysFor = (keys: string, platform: string) => (isMac(platform) ? keys.replace('Ctrl', '⌘') : keys);
