import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createFakeClient, exportJob } from '../../testing/fake-client.ts';
import { appInfo, inceptionModel, inceptionSample } from '../../testing/models.ts';
import { renderPanel } from '../../testing/render-app.tsx';

const inBrowser = () =>
  createFakeClient({ app: { info: async () => ({ ok: true, value: { ...appInfo, host: 'browser' } }) } });
const withoutData = () => createFakeClient({ models: { open: async () => ({ ok: true, value: inceptionModel }) } });

const start = () => screen.getByRole('button', { name: 'Build and compare' });

describe('the variants', () => {
  it('say what they need and what to expect on this machine', async () => {
    await renderPanel('precision');
    expect(await screen.findByText(/This processor has VNNI/)).toBeVisible();
    expect(screen.getByText(/Needs calibration data/)).toBeVisible();
  });

  it('of a sample are compared on its data at one click', async () => {
    const { user, client } = await renderPanel('precision');
    await user.click(await screen.findByRole('checkbox', { name: /FP16/ }));
    await user.click(start());
    expect(screen.getByRole('tab', { name: /Compare/ })).toHaveAttribute('aria-selected', 'true');
    expect(client.calls.find(({ method }) => method === 'compare.start')?.input).toMatchObject({
      variants: ['original', 'fp32', 'int8'],
      data: inceptionSample.data,
      calibration: inceptionSample.calibration,
    });
  });

  it('cannot be built while INT8 lacks calibration, which is said', async () => {
    const { user } = await renderPanel('precision', withoutData());
    expect(start()).toBeEnabled();
    await user.click(await screen.findByRole('checkbox', { name: /^INT8(?! dynamic)/ }));
    expect(start()).toBeDisabled();
    expect(screen.getByText(/INT8 needs calibration data: choose it/)).toBeVisible();
    expect(screen.getByRole('button', { name: /Export INT8…/ })).toBeDisabled();
    await user.click(screen.getByRole('radio', { name: 'Random (speed only)' }));
    expect(screen.getByText(/Not valid for accuracy/)).toBeVisible();
    expect(start()).toBeEnabled();
  });
});

it('how INT8 is made of the ranges is chosen beside the calibration, and goes along', async () => {
  const { user, client } = await renderPanel('precision');
  await user.click(await screen.findByRole('checkbox', { name: /^Even out channels/ }));
  await user.click(screen.getByRole('radio', { name: 'Least error' }));
  await user.click(start());
  expect(client.calls.find(({ method }) => method === 'compare.start')?.input).toMatchObject({
    calibration: { equalize: false, weightRange: 'least-squares' },
  });
});

describe('the data', () => {
  it('is described by path, preset, label offset and limit', async () => {
    const { user, stores } = await renderPanel('precision', withoutData());
    await user.click(screen.getAllByRole('radio', { name: 'Data' }).at(-1) ?? document.body);
    await user.type(await screen.findByLabelText('Samples'), '/data/val');
    await user.click(screen.getByRole('combobox', { name: 'Preprocessing' }));
    await user.click(await screen.findByRole('option', { name: /ImageNet/ }));
    await user.clear(screen.getByLabelText('Label offset'));
    await user.type(screen.getByLabelText('Label offset'), '-1');
    await user.type(screen.getByLabelText('Limit'), '500');
    expect(stores.precision.getState().evaluation).toEqual({
      path: '/data/val',
      preprocess: 'imagenet',
      labelOffset: -1,
      limit: 500,
    });
  });

  it('is chosen through the native dialog of the window', async () => {
    const { user, client, stores } = await renderPanel('precision', withoutData());
    await user.click(screen.getAllByRole('radio', { name: 'Data' }).at(-1) ?? document.body);
    await user.click(await screen.findByRole('button', { name: 'Folder…' }));
    await waitFor(() => expect(stores.precision.getState().evaluation?.path).toBe('/home/ada/models/resnet50.onnx'));
    expect(client.calls).toContainEqual({ method: 'host.chooseFiles', input: { purpose: 'data-folder' } });
  });

  it('is sent to the host from the browser', async () => {
    const { user, client, stores } = await renderPanel('precision', inBrowser());
    const [input] = await screen.findAllByLabelText('File… to send');
    if (!(input instanceof HTMLInputElement)) throw new Error('expected a file input');
    await user.upload(input, [new File(['x'], 'images.gz'), new File(['y'], 'labels.gz')]);
    expect(client.calls).toContainEqual({ method: 'upload', input: ['images.gz', 'labels.gz'] });
    const { calibration } = stores.precision.getState();
    await waitFor(() => expect(calibration).toMatchObject({ kind: 'data' }));
    await waitFor(() =>
      expect(stores.precision.getState().calibration).toMatchObject({ data: { path: '/tmp/upload-1/images.gz' } }),
    );
  });
});

describe('the run', () => {
  it('offers unavailable providers with the reason, but not to choose', async () => {
    const { user } = await renderPanel('precision');
    await user.click(await screen.findByRole('combobox', { name: 'Provider' }));
    const cuda = await screen.findByRole('option', { name: /CUDA/ });
    expect(cuda).toHaveAttribute('aria-disabled', 'true');
    expect(cuda).toHaveTextContent('ONNX Runtime’s CUDA library is not there.');
    expect(screen.getByRole('option', { name: /WebGPU/ })).not.toHaveAttribute('aria-disabled', 'true');
  });

  it('says when layers are fused for another provider than the one that is measured', async () => {
    const { stores } = await renderPanel('precision');
    stores.model.getState().setTarget('tensorrt');
    expect(await screen.findByText(/Layers are fused for TensorRT/)).toBeVisible();
  });

  it('asks for the sizes that the model leaves open', async () => {
    const inputs = [{ name: 'ids', dataType: 'int64', shape: '[batch, sequence]', batchAxis: 0 }];
    const client = createFakeClient({
      models: { open: async () => ({ ok: true, value: { ...inceptionModel, inputs } }) },
    });
    const { user } = await renderPanel('precision', client);
    expect(start()).toBeDisabled();
    await user.type(await screen.findByLabelText('sequence'), '128');
    await user.click(start());
    expect(client.calls.find(({ method }) => method === 'compare.start')?.input).toMatchObject({
      shapes: { ids: [1, 128] },
    });
  });

  it('keeps the last valid number while something else is typed', async () => {
    const { user, stores } = await renderPanel('precision');
    const batch = await screen.findByLabelText('Batch');
    await user.clear(batch);
    await user.type(batch, '8');
    await user.type(batch, 'x');
    expect(batch).toBeInvalid();
    expect(stores.precision.getState().run.batch).toBe(8);
    await user.tab();
    expect(batch).toHaveValue('8');
  });
});

describe('an export', () => {
  const exported = { variant: 'fp32', fileName: 'inception_fashion.fp32.onnx', sizeBytes: 1_274_112 } as const;

  it('says in the window what was written, and shows it in its folder', async () => {
    const { user, client } = await renderPanel('precision');
    const path = '/home/ada/inception_fashion.fp32.onnx';
    client.emit(exportJob, { type: 'done', result: { kind: 'export', export: { ...exported, path } } });
    await user.click(await screen.findByRole('button', { name: /Export FP32/ }));
    expect(await screen.findByText('inception_fashion.fp32.onnx')).toBeVisible();
    expect(screen.getByText(/1\.27.MB/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show in folder' }));
    expect(client.calls).toContainEqual({ method: 'host.showInFolder', input: { path } });
  });

  it('is a download in the browser', async () => {
    const { user, client } = await renderPanel('precision', inBrowser());
    client.emit(exportJob, {
      type: 'done',
      result: { kind: 'export', export: { ...exported, downloadPath: 'download/1' } },
    });
    await user.click(await screen.findByRole('button', { name: 'Download FP32' }));
    await waitFor(() => expect(client.downloads).toEqual(['download/1']));
    expect(screen.queryByRole('button', { name: 'Show in folder' })).toBeNull();
  });
});
