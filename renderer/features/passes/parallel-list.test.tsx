import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import type { ParallelView } from '../../../engine/view/parallel-view.ts';
import { createStores } from '../../stores/create-stores.ts';
import { StoresProvider } from '../../stores/use-stores.tsx';
import { createFakeClient } from '../../testing/fake-client.ts';
import { ParallelList } from './parallel-list.tsx';
import { toLaneWords, toPlaceWords } from './parallel-words.ts';

const lane = (box: string, origins: readonly number[], macs: number) => ({
  boxes: [box],
  origins,
  opTypes: ['Conv', 'Relu'],
  macs,
});

function show(parallel: ParallelView) {
  const stores = createStores(createFakeClient());
  render(
    <StoresProvider stores={stores}>
      <ParallelList parallel={parallel} />
    </StoresProvider>,
  );
  return { stores, user: userEvent.setup() };
}

describe('ParallelList', () => {
  test('shows the lanes of each place with their shares of the work, and the critical path', async () => {
    const { stores, user } = show({
      branches: [{ from: 'pool', to: 'concat', lanes: [lane('l1', [1, 2], 300), lane('l2', [3], 100)] }],
      criticalShare: 0.62,
    });
    expect(screen.getByText(/does 62.0.% of the/)).toBeDefined();
    expect(screen.getByText('between pool and concat')).toBeDefined();
    await user.click(screen.getByRole('button', { name: /75/ }));
    expect(stores.view.getState().selection).toEqual({ origins: new Set([1, 2]), source: 'list', box: 'l1' });
    expect(screen.getByRole('button', { name: /75/, pressed: true })).toBeDefined();
  });

  test('says where there is nothing to run in parallel', () => {
    show({ branches: [], criticalShare: 1 });
    expect(screen.getByText(/nothing to run in parallel/)).toBeDefined();
  });
});

test('places at the borders of the graph have words', () => {
  expect(toPlaceWords({ lanes: [] })).toBe('from the inputs to the outputs');
  expect(toPlaceWords({ to: 'add', lanes: [] })).toBe('from the inputs to add');
  expect(toPlaceWords({ from: 'relu', lanes: [] })).toBe('after relu, to the outputs');
});

test('long lanes are told by their most frequent operators', () => {
  const opTypes = ['Conv', 'Relu', 'Conv', 'Relu', 'Conv', 'Add', 'MaxPool'];
  expect(toLaneWords({ ...lane('l1', [], 1), opTypes })).toMatch(/^3 Conv, 2 Relu, 1 \w+ and others$/);
});
