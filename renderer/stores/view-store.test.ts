import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { uiSettingsChanges, type WireError } from '../../engine/api/contract.ts';
import { createFakeClient, refuse } from '../testing/fake-client.ts';
import { createSettingsWriter } from './settings-writer.ts';
import { createViewStore } from './view-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(client = createFakeClient()) {
  const errors: WireError[] = [];
  const settings = createSettingsWriter(client.rpc.settings.write, ({ error }) => errors.push(error));
  return { client, errors, settings, store: createViewStore(settings) };
}

describe('settings', () => {
  it('saves a dragged pane once, after it has come to rest, together with the rest', async () => {
    const { client, store } = setUp();
    for (const fraction of [0.3, 0.31, 0.32]) store.getState().resizePane('fusion-list', fraction);
    store.getState().setTheme('dark');
    expect(client.calls).toEqual([]);
    await vi.runAllTimersAsync();
    expect(client.calls).toEqual([
      { method: 'settings.write', input: { panes: { 'fusion-list': 0.32 }, theme: 'dark' } },
    ]);
    expect(uiSettingsChanges.parse(client.calls[0]?.input)).toEqual(client.calls[0]?.input);
  });

  it('keeps what the user set when it cannot be saved, and says so', async () => {
    const client = createFakeClient({ settings: { write: () => refuse('settings.read-only', 'No space.') } });
    const { errors, store } = setUp(client);
    store.getState().setTheme('dark');
    await vi.runAllTimersAsync();
    expect(store.getState().theme).toBe('dark');
    expect(errors).toMatchObject([{ code: 'settings.read-only' }]);
  });

  it('writes nothing when it takes over what was saved', async () => {
    const { client, store } = setUp();
    store.getState().restore({ theme: 'light', panes: { details: 0.2 } });
    await vi.runAllTimersAsync();
    expect(store.getState()).toMatchObject({ theme: 'light', panes: { details: 0.2 } });
    expect(client.calls).toEqual([]);
  });
});

describe('selection', () => {
  it('holds imported nodes and where they were selected, until cleared', () => {
    const { store } = setUp();
    const selection = { origins: new Set([3, 4]), source: 'after', box: 'l1' } as const;
    store.getState().select(selection);
    expect(store.getState().selection).toEqual(selection);
    store.getState().clearSelection();
    expect(store.getState().selection).toBeUndefined();
  });
});
