import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { renderApp } from '../../testing/render-app.tsx';

test('tells of every provider whether it runs here, on what, and how to get it', async () => {
  const { user } = await renderApp();
  await user.click(await screen.findByRole('button', { name: 'Execution providers' }));
  const dialog = await screen.findByRole('dialog', { name: 'Execution providers' });
  const items = within(dialog).getAllByRole('listitem');
  expect(items.map((item) => within(item).getByRole('heading').textContent)).toEqual([
    'CPU runs here, library included',
    'CUDA does not run here, library not installed',
    'WebGPU runs here, library included',
    'TensorRT does not run here, library not installed',
  ]);
  const [, cuda] = items;
  expect(cuda).toHaveTextContent(
    'It could run on NVIDIA RTX 4090 (25.8 MB, driver 580.1)'.replace('25.8 MB', '25.8 GB'),
  );
  expect(cuda).toHaveTextContent('lathe providers install cuda');
  expect(cuda).toHaveTextContent('It needs Linux x64');
});
