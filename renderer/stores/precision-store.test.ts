import { describe, expect, it } from 'vitest';
import { compareRequest, type UiSettings } from '../../engine/api/contract.ts';
import { createFakeClient, refuse } from '../testing/fake-client.ts';
import { inceptionModel, inceptionSample } from '../testing/models.ts';
import {
  createPrecisionStore,
  emptyData,
  findProblem,
  toCalibrationSpec,
  toCompareRequest,
} from './precision-store.ts';
import { noSwitches } from './rewrite-switches.ts';

function setUp(client = createFakeClient()) {
  const saved: Partial<UiSettings>[] = [];
  const store = createPrecisionStore(client, { write: (changes) => saved.push(changes), flush: async () => {} });
  return { store, saved };
}

describe('choices', () => {
  it('starts a sample with all variants and its data', () => {
    const { store } = setUp();
    store.getState().prefill(inceptionSample);
    expect(store.getState().variants).toEqual(['fp32', 'fp16', 'int8']);
    expect(store.getState().evaluation).toEqual(inceptionSample.data);
    expect(findProblem(store.getState())).toBeUndefined();
  });

  it('starts another model without INT8, which would need data', () => {
    const { store } = setUp();
    store.getState().prefill(inceptionSample);
    store.getState().prefill(inceptionModel);
    expect(store.getState().variants).toEqual(['fp32', 'fp16']);
    expect(store.getState().calibration).toEqual({ kind: 'none' });
    expect(store.getState().evaluation).toBeUndefined();
  });

  it('keeps the variants in one order however they are toggled', () => {
    const { store } = setUp();
    store.getState().toggleVariant('fp32');
    store.getState().toggleVariant('int8');
    store.getState().toggleVariant('fp32');
    expect(store.getState().variants).toEqual(['fp32', 'fp16', 'int8']);
  });

  it('saves the number of threads, and nothing else of a run', () => {
    const { store, saved } = setUp();
    store.getState().setRun({ threads: 8 });
    store.getState().setRun({ batch: 4 });
    expect(saved).toEqual([{ threads: 8 }]);
  });

  it('hands on the chosen path, nothing on cancel, and a failure', async () => {
    expect(await setUp().store.getState().choosePath('data')).toMatchObject({ ok: true });
    const cancelled = createFakeClient({ host: { chooseFiles: async () => ({ ok: true, value: [] }) } });
    expect(await setUp(cancelled).store.getState().choosePath('data')).toEqual({ ok: true, value: undefined });
    const browser = createFakeClient({ host: { chooseFiles: () => refuse('host.unavailable', 'No window.') } });
    expect(await setUp(browser).store.getState().choosePath('data')).toMatchObject({ ok: false });
  });
});

it('sends data of the browser and answers with its path at the host', async () => {
  const fractions: number[] = [];
  const sent = await setUp()
    .store.getState()
    .sendData([new File(['x'], 'x.npy')], (fraction) => fractions.push(fraction));
  expect(sent).toEqual({ ok: true, value: '/tmp/upload-1/x.npy' });
  expect(fractions).toEqual([1]);
});

describe('findProblem', () => {
  const open = [{ name: 'ids', dataType: 'int64', shape: '[batch, sequence]', batchAxis: 0 }];
  const base = {
    variants: ['int8'],
    calibration: { kind: 'random' },
    evaluation: undefined,
    inputs: [],
    sizes: {},
  } as const;
  it.each([
    [base, undefined],
    [{ ...base, variants: [] }, 'no-variant'],
    [{ ...base, calibration: { kind: 'none' } }, 'int8-needs-calibration'],
    [{ ...base, calibration: { kind: 'data', data: emptyData } }, 'int8-needs-calibration'],
    [{ ...base, variants: ['fp16'], calibration: { kind: 'none' } }, undefined],
    [{ ...base, variants: ['mixed'], calibration: { kind: 'none' } }, 'int8-needs-calibration'],
    [{ ...base, variants: ['mixed'] }, 'mixed-needs-data'],
    [{ ...base, evaluation: emptyData }, 'evaluation-needs-path'],
    [{ ...base, inputs: open }, 'size-needed'],
    [{ ...base, inputs: open, sizes: { sequence: 128 } }, undefined],
  ] as const)('%j: %s', (choices, problem) => expect(findProblem(choices)).toBe(problem));
});

describe('toCompareRequest', () => {
  it('is what the contract takes, with the original first', () => {
    const { store } = setUp();
    store.getState().prefill(inceptionSample);
    const request = toCompareRequest(store.getState(), inceptionSample.modelId, noSwitches);
    expect(compareRequest.parse(request)).toEqual(request);
    expect(request).toMatchObject({
      variants: ['original', 'fp32', 'fp16', 'int8'],
      provider: 'cpu',
      data: inceptionSample.data,
      calibration: inceptionSample.calibration,
    });
  });

  it('asks for a mixed precision with its goal, judged by the evaluation data', () => {
    const { store } = setUp();
    store.getState().prefill(inceptionSample);
    store.getState().toggleVariant('mixed');
    store.getState().setMaxDrop(0.5);
    const request = toCompareRequest(store.getState(), inceptionSample.modelId, noSwitches);
    expect(compareRequest.parse(request)).toEqual(request);
    expect(request).toMatchObject({
      variants: ['original', 'fp32', 'fp16', 'int8', 'mixed'],
      mixed: { maxDrop: 0.5, data: inceptionSample.data },
    });
  });

  it('completes the sizes that the model leaves open', () => {
    const { store } = setUp();
    const inputs = [{ name: 'ids', dataType: 'int64', shape: '[batch, sequence]', batchAxis: 0 }];
    store.getState().prefill({ ...inceptionModel, inputs });
    store.getState().setSize('sequence', 128);
    store.getState().setRun({ batch: 2 });
    expect(
      toCompareRequest(store.getState(), inceptionModel.modelId, {
        ...noSwitches,
        disabledRules: ['fuse-batch-norm-into-conv'],
      }),
    ).toMatchObject({
      shapes: { ids: [2, 128] },
      disabledRules: ['fuse-batch-norm-into-conv'],
    });
    store.getState().setSize('sequence', undefined);
    expect(findProblem(store.getState())).toBe('size-needed');
  });

  it('sends no calibration that nobody asked for', () => {
    const { store } = setUp();
    store.getState().prefill(inceptionSample);
    store.getState().toggleVariant('int8');
    const request = () => toCompareRequest(store.getState(), inceptionSample.modelId, noSwitches);
    expect(request()).toHaveProperty('calibration');
    store.getState().toggleVariant('fp16');
    expect(request()).not.toHaveProperty('calibration');
    store.getState().toggleVariant('fp16');
    store.getState().setCalibration({ kind: 'random' });
    expect(request()).not.toHaveProperty('calibration');
  });

  it('sends the options of INT8, and a percentile only where the method has one', () => {
    const { store } = setUp();
    store.getState().prefill(inceptionSample);
    store.getState().setInt8({ equalize: false, percentile: 99 });
    expect(toCalibrationSpec(store.getState())).toMatchObject({ method: 'entropy', equalize: false });
    expect(toCalibrationSpec(store.getState())).not.toHaveProperty('percentile');
    store.getState().setMethod('percentile');
    expect(toCalibrationSpec(store.getState())).toMatchObject({ equalize: false, percentile: 99 });
    store.getState().prefill(inceptionSample);
    expect(toCalibrationSpec(store.getState())).not.toHaveProperty('equalize');
  });

  it('says random when it is random', () => {
    expect(toCalibrationSpec({ calibration: { kind: 'random' }, method: 'min-max', int8: {} })).toEqual({
      data: 'random',
      method: 'min-max',
    });
  });
});
