import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { createFakeClient } from '../../testing/fake-client.ts';
import { renderApp } from '../../testing/render-app.tsx';

async function firstStart() {
  const client = createFakeClient();
  await client.rpc.settings.write({ tourSeen: false });
  return renderApp(client);
}

it('leads over the sample from opening to measuring in four steps, and is not shown again', async () => {
  const { user, client, stores } = await firstStart();
  await user.click(await screen.findByRole('button', { name: 'Open the sample' }));
  await waitFor(() => expect(stores.model.getState().model).toBeDefined());
  await user.click(screen.getByRole('button', { name: 'Show the graph' }));
  await user.click(screen.getByRole('button', { name: 'Show the precisions' }));
  expect(stores.view.getState().panel).toBe('precision');
  const tour = screen.getByRole('complementary', { name: 'Tour' });
  expect(tour).toHaveTextContent('Step 4 of 4');
  stores.view.getState().showPanel('graph');
  await user.click(await screen.findByRole('button', { name: 'Build and compare' }));
  expect(client.calls.map(({ method }) => method)).toContain('compare.start');
  expect(screen.queryByRole('complementary', { name: 'Tour' })).toBeNull();
  await waitFor(() =>
    expect(client.calls).toContainEqual({
      method: 'settings.write',
      input: expect.objectContaining({ tourSeen: true }),
    }),
  );
});

it('goes on to its second step when a model is opened in another way', async () => {
  const { stores } = await firstStart();
  const tour = await screen.findByRole('complementary', { name: 'Tour' });
  expect(tour).toHaveTextContent('Step 1 of 4');
  await stores.model.getState().open({ kind: 'path', path: '/models/own.onnx' });
  await waitFor(() => expect(tour).toHaveTextContent('Step 2 of 4'));
  expect(screen.queryByRole('button', { name: 'Back' })).toBeNull();
});

it('is not shown where it was seen, and comes back on request', async () => {
  const { stores } = await renderApp();
  expect(screen.queryByRole('complementary', { name: 'Tour' })).toBeNull();
  stores.view.getState().showTour(0);
  expect(await screen.findByRole('complementary', { name: 'Tour' })).toHaveTextContent('Step 1 of 4');
});
