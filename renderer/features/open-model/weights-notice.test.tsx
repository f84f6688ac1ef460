import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import { createFakeClient } from '../../testing/fake-client.ts';
import { inceptionSample } from '../../testing/models.ts';
import { renderPanel } from '../../testing/render-app.tsx';

const open = (weights: ModelSummary['weights']) =>
  renderPanel(
    'compare',
    createFakeClient({ models: { open: () => Promise.resolve({ ok: true, value: { ...inceptionSample, weights } }) } }),
  );

it('says of a network without weights what can be seen, and offers random ones', async () => {
  const { user, client } = await open('absent');
  expect(await screen.findByRole('region', { name: 'Weights' })).toHaveTextContent('The weights are not here');
  await user.click(screen.getByRole('button', { name: 'Use random weights' }));
  expect(client.calls).toContainEqual({ method: 'models.fillWeights', input: { modelId: inceptionSample.modelId } });
  expect(await screen.findByText(/outputs and accuracy mean nothing/)).toBeVisible();
  expect(screen.queryByRole('button', { name: 'Use random weights' })).toBeNull();
});

it('says nothing of a model with its own weights', async () => {
  await open('stored');
  expect(screen.getByRole('heading', { name: inceptionSample.name })).toBeVisible();
  expect(screen.queryByRole('region', { name: 'Weights' })).toBeNull();
});
