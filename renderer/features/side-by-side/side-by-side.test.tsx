import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { createFakeClient, raceJob, refuse } from '../../testing/fake-client.ts';
import { inceptionModel } from '../../testing/models.ts';
import { batchedModel, raceReport, rivalModel } from '../../testing/race.ts';
import { renderApp } from '../../testing/render-app.tsx';

const models = [inceptionModel, rivalModel, batchedModel];

const textOf = (element: HTMLElement | undefined) => (element?.textContent ?? '').replaceAll('\u202f', ' ');

/** A window of the desktop into which files are dropped; a file that is no model is refused. */
async function dropped(names: readonly string[]) {
  const client = {
    ...createFakeClient({
      models: {
        open: (input) => {
          const model = models.find(({ path }) => input.kind === 'path' && path.endsWith(input.path));
          return model ? Promise.resolve({ ok: true, value: model }) : refuse('onnx.truncated', 'It ends too early.');
        },
      },
    }),
    pathOf: ({ name }: File) => `/${name}`,
  };
  const app = await renderApp(client);
  const files = names.map((name) => new File(['x'], name));
  act(() => void fireEvent.drop(window, { dataTransfer: { files, types: ['Files'] } }));
  return app;
}

async function openRace() {
  const app = await dropped(models.map(({ name }) => name));
  await screen.findByRole('heading', { name: '3 models side by side' });
  const rows = () =>
    within(screen.getByRole('region', { name: 'Models' }))
      .getAllByRole('row')
      .slice(1);
  return { ...app, rows };
}

test('several models that are dropped at once are shown side by side, with their facts', async () => {
  const { rows } = await openRace();
  expect(rows().map(textOf)).toEqual([
    expect.stringContaining('inception_fashion.onnx319 k27.8 M1.29 MB–'),
    expect.stringContaining('mobilenet.onnx3.50 M27.8 M14.0 MB–'),
    expect.stringContaining('batched.onnx'),
  ]);
  expect(screen.getByRole('button', { name: 'Side by side' })).toHaveAttribute('aria-current', 'page');
});

test('one that is refused does not keep the others from opening, and is told', async () => {
  await dropped(['inception_fashion.onnx', 'broken.onnx', 'mobilenet.onnx']);
  await screen.findByRole('heading', { name: '2 models side by side' });
  expect(await screen.findByRole('alert')).toHaveTextContent('broken.onnx was not opened');
});

test('the chosen models are measured, with ratios to the first, reasons of those that did not run, and the conditions', async () => {
  const { client, user, rows } = await openRace();
  await user.click(screen.getByRole('checkbox', { name: 'Measure batched.onnx' }));
  expect(screen.getByText(/The 2 chosen models .* Ratios are to inception_fashion\.onnx\./)).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Measure side by side' }));
  expect(client.lastCall()).toMatchObject({
    method: 'races.start',
    input: { models: [{ modelId: 'model-1' }, { modelId: 'model-2' }], provider: 'cpu', threads: 1, batch: 1 },
  });
  client.emit(raceJob, {
    type: 'progress',
    stage: 'Measuring mobilenet.onnx',
    fraction: 0.5,
    doneCount: 1,
    totalCount: 2,
    unit: 'runs',
  });
  expect(await screen.findByText('Measuring mobilenet.onnx')).toBeVisible();
  client.emit(raceJob, { type: 'done', result: { kind: 'race', report: raceReport } });
  await waitFor(() => expect(textOf(rows()[0])).toContain('2.40baseline'));
  const [first, second, third] = rows();
  expect(textOf(first)).toContain('94.75 %');
  expect(textOf(second)).toContain('1.202.01× faster');
  expect(textOf(third)).toContain('Not measured. The model has a fixed batch of 8.');
  expect(screen.getByText(/batch 1 · 120 runs in 24 interleaved rounds/)).toBeVisible();
});

test('needs two models, and the sizes that they leave open', async () => {
  const { user, stores } = await openRace();
  const button = screen.getByRole('button', { name: 'Measure side by side' });
  for (const name of ['mobilenet.onnx', 'batched.onnx'])
    await user.click(screen.getByRole('checkbox', { name: `Measure ${name}` }));
  expect(button).toBeDisabled();
  expect(screen.getByText('Choose two models at least.')).toBeVisible();
  await user.click(screen.getByRole('checkbox', { name: 'Measure mobilenet.onnx' }));
  expect(button).toBeEnabled();
  const inputs = [{ name: 'x', dataType: 'int64', shape: '[N, length]', batchAxis: 0 }];
  act(() => stores.model.setState({ models: [inceptionModel, { ...rivalModel, inputs }] }));
  expect(button).toBeDisabled();
  await user.type(screen.getByLabelText('length'), '128');
  expect(button).toBeEnabled();
});

test('a tab or a name leads back to the panels of one model', async () => {
  const { user, stores } = await openRace();
  await user.click(within(screen.getByRole('navigation')).getByRole('button', { name: 'batched.onnx' }));
  expect(await screen.findByRole('tab', { name: 'Graph' })).toBeVisible();
  await user.click(screen.getByRole('button', { name: 'Side by side' }));
  await user.click(within(screen.getByRole('table')).getByRole('button', { name: 'mobilenet.onnx' }));
  expect(stores.model.getState().model).toBe(rivalModel);
  expect(screen.queryByRole('heading', { name: /side by side/ })).toBeNull();
});
