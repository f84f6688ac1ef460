import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createFakeClient, refuse } from './testing/fake-client.ts';
import { inceptionModel } from './testing/models.ts';
import { renderApp, renderPanel } from './testing/render-app.tsx';

describe('the start screen', () => {
  it('offers samples and recent files, and says on what it runs', async () => {
    await renderApp();
    expect(await screen.findByRole('button', { name: /Inception, Fashion-MNIST/ })).toBeVisible();
    expect(screen.getByRole('button', { name: /resnet50\.onnx/ })).toHaveProperty(
      'title',
      expect.stringContaining('/home/ada/models/resnet50.onnx'),
    );
    expect(screen.getByText(/AMD Ryzen 7 7840U, 16 logical processors/)).toBeVisible();
  });

  it('clears the recent files', async () => {
    const { user } = await renderApp();
    await user.click(await screen.findByRole('button', { name: 'Clear' }));
    await waitFor(() => expect(screen.queryByText('Recent files')).toBeNull());
  });

  it('opens a file through the native dialog of the window', async () => {
    const { user, client, stores } = await renderApp();
    stores.view.getState().showPanel('precision');
    await user.click(await screen.findByRole('button', { name: /Choose a file/ }));
    expect(await screen.findByRole('heading', { name: inceptionModel.name })).toBeVisible();
    expect(client.calls.slice(0, 2).map(({ method }) => method)).toEqual(['host.chooseFiles', 'models.open']);
  });

  it('takes files dropped anywhere, showing where they will go', async () => {
    const { client, stores } = await renderApp();
    stores.view.getState().showPanel('precision');
    const dataTransfer = { types: ['Files'], files: [new File(['x'], 'dropped.onnx')], dropEffect: 'none' };
    fireEvent.dragOver(window, { dataTransfer });
    expect(screen.getByText('Drop to open')).toBeVisible();
    fireEvent.drop(window, { dataTransfer });
    expect(screen.queryByText('Drop to open')).toBeNull();
    await waitFor(() => expect(client.calls).toContainEqual({ method: 'upload', input: ['dropped.onnx'] }));
  });

  it('says in plain words why a model was refused, until Escape', async () => {
    const client = createFakeClient({
      models: { open: () => refuse('onnx.unsupported-opset', 'Opset 99; the newest supported is 24.') },
    });
    const { user } = await renderApp(client);
    await user.click(await screen.findByRole('button', { name: /resnet50\.onnx/ }));
    const alert = await screen.findByRole('alert');
    expect(within(alert).getByText('resnet50.onnx was not opened')).toBeVisible();
    expect(within(alert).getByText('Export it with an older opset.')).toBeVisible();
    expect(within(alert).getByText(/newest supported is 24/)).toBeVisible();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('an open model', () => {
  it('shows its layers before and after with their convention, parameters, MACs and size', async () => {
    const { user } = await renderPanel('precision');
    const layers = await screen.findByRole('button', { name: /45.*15.*predicted/ });
    await user.hover(layers);
    expect(await screen.findByRole('tooltip')).toHaveTextContent(/One layer per executed step/);
    expect(screen.getByRole('button', { name: /319.k/ })).toBeVisible();
    expect(screen.getByRole('button', { name: /27\.8.M/ })).toBeVisible();
    expect(screen.getByRole('button', { name: /1\.29.MB/ })).toBeVisible();
  });

  it('stays while the next file is refused', async () => {
    const { user, stores } = await renderPanel('precision');
    await stores.model.getState().open({ kind: 'files', files: [new File([], 'a.txt'), new File([], 'b.txt')] });
    expect(await screen.findByText('None of these files is a model.')).toBeVisible();
    expect(screen.getByRole('heading', { name: inceptionModel.name })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is planned again for another target', async () => {
    const { user, client } = await renderPanel('precision');
    await user.click(await screen.findByRole('combobox', { name: 'Target' }));
    await user.click(await screen.findByRole('option', { name: /TensorRT/ }));
    await waitFor(() =>
      expect(client.calls.filter(({ method }) => method === 'models.graph').at(-1)?.input).toMatchObject({
        target: 'tensorrt',
      }),
    );
  });

  it('closes', async () => {
    const { user, client } = await renderPanel('precision');
    await user.click(await screen.findByRole('button', { name: 'Close the model' }));
    expect(await screen.findByRole('heading', { name: 'Lathe' })).toBeVisible();
    expect(client.calls.map(({ method }) => method)).toContain('models.close');
  });
});

describe('keys and the menu of the host', () => {
  it('switches panels by Ctrl and a digit', async () => {
    const { user } = await renderPanel('precision');
    await user.keyboard('{Control>}3{/Control}');
    expect(await screen.findByRole('tab', { name: 'Compare' })).toHaveAttribute('aria-selected', 'true');
    await user.keyboard('{Control>}2{/Control}');
    expect(screen.getByRole('tab', { name: 'Precision' })).toHaveAttribute('aria-selected', 'true');
  });

  it('lists the shortcuts on ? and hides them on Escape', async () => {
    const { user } = await renderApp();
    await user.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(within(dialog).getByText('Build and compare')).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('follows menu commands', async () => {
    const { client } = await renderApp();
    client.emitApp({ type: 'menu', command: 'toggle-theme' });
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'));
    client.emitApp({ type: 'menu', command: 'show-shortcuts' });
    expect(await screen.findByRole('dialog')).toBeVisible();
  });

  it('opens files that come from outside', async () => {
    const { client, stores } = await renderApp();
    stores.view.getState().showPanel('precision');
    client.emitApp({ type: 'open-file', path: '/home/ada/double-clicked.onnx' });
    await waitFor(() =>
      expect(client.calls).toContainEqual({
        method: 'models.open',
        input: { kind: 'path', path: '/home/ada/double-clicked.onnx' },
      }),
    );
  });
});

it('says while the engine is out of reach, and no longer', async () => {
  const { client } = await renderApp();
  client.setConnection({ status: 'lost', attempt: 2 });
  expect(await screen.findByText(/Reconnecting/)).toHaveTextContent('attempt 2');
  client.setConnection({ status: 'open' });
  await waitFor(() => expect(screen.queryByText(/Reconnecting/)).toBeNull());
});
