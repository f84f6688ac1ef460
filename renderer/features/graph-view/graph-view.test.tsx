import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ComparedGraphs } from '../../../engine/view/graph-view.ts';
import { createStores } from '../../stores/create-stores.ts';
import { StoresProvider } from '../../stores/use-stores.tsx';
import { createFakeClient } from '../../testing/fake-client.ts';
import { toOriginal } from '../../testing/graphs.ts';
import { GraphView } from './graph-view.tsx';
import { layOut } from './layout/layered-layout.ts';
import type { RunLayout } from './layout-client.ts';
import { inceptionLike, unetLike } from './testing/sample-graphs.ts';

const graphs = inceptionLike(1);
const runLayoutHere: RunLayout = async (input) => layOut(input);

beforeEach(() => {
  // jsdom neither lays out nor paints: panes get a size, and canvases stay blank.
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1600);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(900);
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(1600);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(900);
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 1600, 900));
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
});

afterEach(() => vi.restoreAllMocks());

async function show(shown: ComparedGraphs = graphs, runLayout: RunLayout = runLayoutHere) {
  const stores = createStores(createFakeClient());
  const view = (next: ComparedGraphs) => (
    <StoresProvider stores={stores}>
      <GraphView original={toOriginal(next)} graphs={next} runLayout={runLayout} />
    </StoresProvider>
  );
  const { rerender } = render(view(shown));
  await act(async () => {});
  return { stores, user: userEvent.setup(), change: (next: ComparedGraphs) => act(async () => rerender(view(next))) };
}

const pane = (name: RegExp) => within(screen.getByRole('region', { name }));
const original = () => pane(/^Original:/);
const fused = () => pane(/^Fused:/);
const pressed = (within_: ReturnType<typeof pane>) =>
  within_.queryAllByRole('button', { pressed: true }).map((button) => button.querySelector('.sr-only')?.textContent);

describe('GraphView', () => {
  test('titles both panes with their layer counts', async () => {
    await show();
    expect(screen.getByRole('heading', { name: `Original: ${graphs.layers.before} layers` })).toBeDefined();
    expect(screen.getByRole('heading', { name: `Fused: ${graphs.layers.after} layers` })).toBeDefined();
    expect(fused().getByText('predicted for TensorRT')).toBeDefined();
  });

  test('shows the boxes at the start of both graphs by name', async () => {
    await show();
    expect(original().getByRole('button', { name: /^image, graph input/ })).toBeDefined();
    expect(
      fused().getAllByRole('button', { name: /^Conv \+ BatchNormalization \+ Relu, .*, fused 3/ }).length,
    ).toBeGreaterThan(2);
  });

  test('a clicked layer marks its originals, tells so, and opens details', async () => {
    const { stores } = await show();
    const [layer] = fused().getAllByRole('button', { name: /fused 3/ });
    if (layer === undefined) throw new Error('no fused layer is shown');
    fireEvent.click(layer);
    expect(stores.view.getState().selection).toMatchObject({ source: 'after', origins: new Set([0, 1, 2]) });
    expect(pressed(fused())).toHaveLength(1);
    expect(pressed(original()).map((name) => name?.split(',')[0])).toEqual(['Conv', 'BatchNormalization', 'Relu']);
    expect(screen.getByText(/It stands for 3 original nodes\./)).toBeDefined();
    expect(
      within(screen.getByRole('complementary', { name: 'Details' })).getByText('Fused from 3 nodes'),
    ).toBeDefined();
  });

  test('a clicked original marks the layer that it runs in', async () => {
    await show();
    const [conv] = original().getAllByRole('button', { name: /^Conv, / });
    if (conv === undefined) throw new Error('no Conv is shown');
    fireEvent.click(conv);
    expect(pressed(fused())).toEqual([expect.stringMatching(/^Conv \+ BatchNormalization \+ Relu/)]);
  });

  test('arrow keys walk along lines, Escape clears', async () => {
    const { stores, user } = await show();
    screen.getByRole('application', { name: /^Original/ }).focus();
    await user.keyboard('{ArrowDown}');
    expect(stores.view.getState().selection?.box).toBe('i:image');
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(stores.view.getState().selection?.box).toBe('n1');
    await user.keyboard('{ArrowUp}');
    expect(stores.view.getState().selection?.box).toBe('n0');
    await user.keyboard('{Escape}');
    expect(stores.view.getState().selection).toBeUndefined();
  });

  test('Enter moves the focus into details', async () => {
    const { user } = await show();
    screen.getByRole('application', { name: /^Original/ }).focus();
    await user.keyboard('{ArrowDown}{Enter}');
    await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByRole('complementary', { name: 'Details' })));
  });

  test('the search shortcut finds boxes and steps through them', async () => {
    const { stores, user } = await show();
    await user.keyboard('{Control>}f{/Control}');
    await user.paste('Mixed_5 Concat');
    expect(await screen.findByText('2')).toBeDefined();
    await user.keyboard('{Enter}');
    expect(stores.view.getState().selection).toMatchObject({ source: 'before' });
    expect(screen.getByText('1 of 2')).toBeDefined();
    await user.keyboard('{Enter}');
    expect(stores.view.getState().selection).toMatchObject({ source: 'after' });
  });

  test('shows one pane alone', async () => {
    const { user } = await show();
    await user.click(screen.getByRole('radio', { name: 'Fused' }));
    expect(screen.queryByRole('region', { name: /^Original:/ })).toBeNull();
    expect(fused().getByRole('button', { name: /^image, graph input/ })).toBeDefined();
    expect(screen.queryByRole('button', { name: /^Move both together/ })).toBeNull();
  });

  test('says when a graph is empty', async () => {
    await show({ ...graphs, after: { boxes: [], edges: [] } });
    expect(fused().getByText('This graph has no nodes.')).toBeDefined();
  });

  test('keeps the previous drawing while the next one is arranged', async () => {
    let finish: (() => void) | undefined;
    const slowly: RunLayout = (input) =>
      input.widths.length < 30
        ? new Promise((resolve) => {
            finish = () => resolve(layOut(input));
          })
        : runLayoutHere(input);
    const { change } = await show({ ...graphs, after: graphs.before }, slowly);
    await change(unetLike(2));
    expect(fused().getByRole('status').textContent).toBe('Arranging');
    expect(fused().getByRole('button', { name: /^image/ })).toBeDefined();
    await act(async () => finish?.());
    expect(fused().queryByRole('status')).toBeNull();
  });

  test('says when a graph could not be arranged', async () => {
    await show(graphs, () => Promise.reject(new Error('out of memory')));
    expect(original().getByRole('alert').textContent).toBe('This graph could not be arranged: out of memory');
  });

  test('Shift+click marks the way of data from the selected box, and says where there is none', async () => {
    const { stores } = await show();
    fireEvent.click(original().getByRole('button', { name: /^image, graph input/ }));
    const third = original().getAllByRole('button', { name: /^Relu/ })[0];
    if (third === undefined) throw new Error('no Relu is shown');
    fireEvent.click(third, { shiftKey: true });
    expect(screen.getByText(/^The shortest way of data from image to Relu.* leads through 2 boxes\.$/)).toBeDefined();
    expect(pressed(original()).map((name) => name?.split(',')[0])).toEqual([
      'image',
      'Conv',
      'BatchNormalization',
      'Relu',
    ]);
    act(() => stores.view.getState().clearSelection());
    expect(screen.queryByText(/^The shortest way/)).toBeNull();
  });

  test('a filter dims all boxes but those of the chosen operators', async () => {
    const { user } = await show();
    await user.click(screen.getByRole('button', { name: 'Filter by operator' }));
    await user.click(screen.getByRole('menuitemcheckbox', { name: /^MaxPool/ }));
    const isDim = (button: HTMLElement) => button.className.includes('opacity');
    const shown = [...document.querySelectorAll<HTMLElement>('[data-pane="before"] button[aria-pressed]')];
    const bright = shown.filter((button) => !isDim(button)).map((button) => button.textContent);
    expect(bright.length).toBeGreaterThan(0);
    expect(bright.every((text) => text?.includes('MaxPool'))).toBe(true);
    expect(shown.some(isDim)).toBe(true);
  });

  test('the name of the selected box is copied by its button and by Ctrl+C', async () => {
    const { user } = await show();
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    const [layer] = original().getAllByRole('button', { name: /^Conv/ });
    if (layer === undefined) throw new Error('no Conv is shown');
    fireEvent.click(layer);
    const name = graphs.before.boxes.find(({ title }) => title === 'Conv')?.name;
    await user.click(screen.getByRole('button', { name: 'Copy the name' }));
    expect(writeText).toHaveBeenLastCalledWith(name);
    expect(screen.getByRole('button', { name: 'Copied' })).toBeDefined();
    await user.keyboard('{Control>}c{/Control}');
    expect(writeText).toHaveBeenCalledTimes(2);
  });
});
