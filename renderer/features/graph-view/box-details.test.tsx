import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import type { Result, TensorPreview } from '../../../engine/api/contract.ts';
import { createStores } from '../../stores/create-stores.ts';
import { StoresProvider } from '../../stores/use-stores.tsx';
import { createFakeClient } from '../../testing/fake-client.ts';
import { BoxDetails } from './box-details.tsx';
import type { PaneName } from './selection.ts';
import type { LoadTensor } from './tensor-peek.tsx';
import { bertLike, inceptionLike } from './testing/sample-graphs.ts';
import { indexOf, sceneOf } from './testing/scene-of.ts';

const graphs = inceptionLike(2);
const scenes = { before: sceneOf(graphs.before), after: sceneOf(graphs.after) };

const preview: Result<TensorPreview> = {
  ok: true,
  value: {
    name: 'W',
    dataType: 'float32',
    shape: '[32, 64, 3, 3]',
    values: ['0.5', '-0.25'],
    elementCount: 18_432,
    sizeBytes: 73_728,
    statistics: { min: -0.61, max: 0.74, mean: 0.02, std: 0.19 },
    histogram: [1000, 4000, 9432, 4000],
  },
};

function show(pane: PaneName, id: string, loadTensor: LoadTensor = async () => preview) {
  const onGo = vi.fn<(pane: PaneName, box: number) => void>();
  const scene = scenes[pane];
  const stores = createStores(createFakeClient());
  render(
    <StoresProvider stores={stores}>
      <BoxDetails
        subject={{ pane, scene, box: indexOf(scene, id) }}
        scenes={scenes}
        loadTensor={loadTensor}
        onGo={onGo}
      />
    </StoresProvider>,
  );
  return { onGo, stores, user: userEvent.setup() };
}

const fused = graphs.after.boxes.find(({ change }) => change === 'fused')?.id ?? '';

describe('BoxDetails', () => {
  test('says what a layer is and how it came to be', () => {
    show('after', fused);
    expect(screen.getByRole('heading', { name: 'Conv + BatchNormalization + Relu' })).toBeDefined();
    expect(screen.getByText('Fused from 3 nodes')).toBeDefined();
    expect(screen.getByText(/group-into-one-kernel/)).toBeDefined();
    expect(screen.getByText('Counted')).toBeDefined();
  });

  test('takes the nodes of a box away from every rule, and gives them back', async () => {
    const { stores, user } = show('after', fused);
    const origins = graphs.after.boxes.find(({ id }) => id === fused)?.origins;
    await user.click(screen.getByRole('checkbox', { name: 'Keep these nodes as they are' }));
    expect(stores.rewrite.getState().switches.keptNodes).toEqual(origins);
    await user.click(screen.getByRole('checkbox', { name: 'Keep these nodes as they are' }));
    expect(stores.rewrite.getState().switches.keptNodes).toEqual([]);
  });

  test('leads from a layer to its originals', async () => {
    const { onGo, user } = show('after', fused);
    const originals = within(screen.getByRole('region', { name: 'Original nodes' }));
    expect(originals.getAllByRole('button')).toHaveLength(3);
    await user.click(originals.getByRole('button', { name: /BatchNormalization/ }));
    expect(onGo).toHaveBeenCalledWith('before', indexOf(scenes.before, 'n1'));
  });

  test('leads from an original to its layer, its producer and its consumers', async () => {
    const { onGo, user } = show('before', 'n1');
    await user.click(within(screen.getByRole('region', { name: 'Runs in layer' })).getByRole('button'));
    expect(onGo).toHaveBeenLastCalledWith('after', indexOf(scenes.after, fused));
    await user.click(within(screen.getByRole('region', { name: 'Inputs' })).getByRole('button', { name: /^Conv/ }));
    expect(onGo).toHaveBeenLastCalledWith('before', indexOf(scenes.before, 'n0'));
    await user.click(within(screen.getByRole('region', { name: 'Outputs' })).getByRole('button', { name: /^Relu/ }));
    expect(onGo).toHaveBeenLastCalledWith('before', indexOf(scenes.before, 'n2'));
  });

  test('lists inputs by formal name with type, shape and attributes', () => {
    show('before', 'n0');
    const inputs = within(screen.getByRole('region', { name: 'Inputs' }));
    expect(inputs.getByText('W')).toBeDefined();
    expect(inputs.getByText('float32 [32, 64, 3, 3] · stored in the model')).toBeDefined();
    expect(within(screen.getByRole('region', { name: 'Attributes' })).getByText('kernel_shape')).toBeDefined();
  });

  test('reads the values of a stored tensor on request', async () => {
    const { user } = show('before', 'n0');
    await user.click(screen.getByRole('button', { name: 'Preview values' }));
    expect(await screen.findByText(/18,432 values, 73\.7\skB/)).toBeDefined();
    expect(screen.getAllByText('−0.610')).toHaveLength(2);
    expect(screen.getByText(/0\.5\s+-0\.25/)).toBeDefined();
    expect(screen.getByRole('img', { name: /^Most values, 9,432, lie between 0\.0650 and 0\.40\d\.$/ })).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Hide values' }));
    expect(screen.queryByText(/18,432 values/)).toBeNull();
  });

  test('says why values could not be read', async () => {
    const { user } = show('before', 'n0', async () => ({
      ok: false,
      error: { code: 'model.not-open', message: 'gone', details: {} },
    }));
    await user.click(screen.getByRole('button', { name: 'Preview values' }));
    expect((await screen.findByRole('alert')).textContent).toBe('The model is no longer open in the engine.');
  });

  test('shows a long list of consumers in parts', async () => {
    const bert = sceneOf(bertLike(12).before);
    const onGo = vi.fn<(pane: PaneName, box: number) => void>();
    const mask = bert.graph.boxes.findIndex(({ name }) => name === '/Mul');
    render(
      <StoresProvider stores={createStores(createFakeClient())}>
        <BoxDetails
          subject={{ pane: 'before', scene: bert, box: mask }}
          scenes={{ before: bert, after: undefined }}
          onGo={onGo}
        />
      </StoresProvider>,
    );
    const outputs = within(screen.getByRole('region', { name: 'Outputs' }));
    expect(outputs.getAllByRole('button', { name: /^Add/ })).toHaveLength(8);
    await userEvent.click(outputs.getByRole('button', { name: 'Show all 12' }));
    expect(outputs.getAllByRole('button', { name: /^Add/ })).toHaveLength(12);
  });
});
