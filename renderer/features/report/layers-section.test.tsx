import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { layeredReport } from '../../../engine/report/testing/layered-report.ts';
import { labelledReport } from '../../../engine/report/testing/reports.ts';
import { createFakeClient } from '../../testing/fake-client.ts';
import { renderPanel } from '../../testing/render-app.tsx';

const withReport = (report: typeof labelledReport) =>
  renderPanel('compare', createFakeClient({ compare: { latest: async () => ({ ok: true, value: report }) } }));

test('layers have a bar for the original and one for the variant, and the difference to the whole run is named', async () => {
  await withReport(layeredReport);
  const section = await screen.findByRole('region', { name: 'Time by layer' });
  const [, first] = within(section).getAllByRole('row');
  if (first === undefined) throw new Error('There is no row');
  expect(within(first).getByRole('img', { name: /^Original: 0\.900.ms$/ })).toBeInTheDocument();
  expect(within(first).getByRole('img', { name: /^INT8: 0\.300.ms$/ })).toBeInTheDocument();
  expect(within(section).getByText(/4 kernels, 1\.80.ms: layers 90\.0 %.*outside layers 10\.0 %/)).toBeInTheDocument();
  expect(within(section).getAllByText(/Under the roof, the whole model reaches .* GFLOP\/s/)).toHaveLength(2);
  expect(within(section).getByRole('row', { name: /Between layers/ })).toBeInTheDocument();
});

test('choosing a layer selects its nodes in the graph', async () => {
  const { user, stores } = await withReport(layeredReport);
  const section = await screen.findByRole('region', { name: 'Time by layer' });
  const [first] = within(section).getAllByRole('button', { name: /Conv \+ Relu/ });
  if (first === undefined) throw new Error('There is no layer to choose');
  await user.click(first);
  expect(stores.view.getState()).toMatchObject({ panel: 'graph', selection: { source: 'list' } });
  expect([...(stores.view.getState().selection?.origins ?? [])]).toEqual([0, 1]);
});

test('the roofline says how many layers it shows, and under which roofs', async () => {
  await withReport(layeredReport);
  const section = await screen.findByRole('region', { name: 'Roofline' });
  expect(
    within(section).getByRole('img', {
      name: /4 layers under the roofs of float32 100.* int8 400.* GFLOP\/s and 10.* GB\/s/,
    }),
  );
});

test('kernels that another provider ran are listed', async () => {
  await withReport({ ...layeredReport, conditions: { ...layeredReport.conditions, provider: 'cuda' } });
  const section = await screen.findByRole('region', { name: 'Time by layer' });
  expect(within(section).getAllByText(/Not run by cuda: Conv \(node0\) by CPUExecutionProvider/)).toHaveLength(1);
});

test('a report without profiles has no layers', async () => {
  await withReport(labelledReport);
  await screen.findByRole('region', { name: 'Memory' });
  expect(screen.queryByRole('region', { name: 'Time by layer' })).toBeNull();
});
