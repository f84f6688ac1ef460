import { expect, it } from 'vitest';
import { uiSettings, uiSettingsChanges } from './contract.ts';

it('fills in defaults for settings that were never saved', () => {
  expect(uiSettings.parse({ theme: 'dark' })).toEqual({
    theme: 'dark',
    target: 'onnxruntime-cpu',
    threads: 1,
    panes: {},
    session: { models: [], active: 0, panel: 'graph' },
    tourSeen: false,
  });
});

it('leaves out of a change what is not named, so that nothing else is reset', () => {
  expect(uiSettingsChanges.parse({ theme: 'dark' })).toEqual({ theme: 'dark' });
});
