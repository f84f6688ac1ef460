import { describe, expect, test } from 'vitest';
import type { ConfirmationReport } from '../../../../engine/report/confirmation.ts';
import { withoutParts } from '../scopes/visible-graph.ts';
import { inceptionLike } from '../testing/sample-graphs.ts';
import { changeOverlay } from './change-overlay.ts';
import { type Overlay, paintGraph } from './overlay.ts';
import { runtimeOverlays } from './runtime-overlays.ts';
import { outputBytes, parametersOverlay, precisionOverlay } from './static-overlays.ts';

const { before, after } = inceptionLike(1);
const layers = after.boxes.filter(({ id }) => id.startsWith('l'));
const [slow, fast] = layers;
if (slow === undefined || fast === undefined) throw new Error('the sample has too few layers');
const node = (name: string, durationMs: number) => ({
  name,
  opType: 'Conv',
  provider: 'CPUExecutionProvider',
  durationMs,
});
const report: ConfirmationReport = {
  target: 'onnxruntime-cpu',
  provider: 'CPU',
  onnxruntimeVersion: '1.0',
  layers: [
    { box: slow.id, verdict: 'confirmed', runtimeNodes: [node('a', 3)] },
    { box: fast.id, verdict: 'split', runtimeNodes: [node('b', 0.5), node('c', 0.5)] },
  ],
  counts: { confirmed: 1, split: 1, fused: 0, removed: 0 },
  inserted: [],
  elsewhere: [],
};

function named(name: string, from: ConfirmationReport = report): Overlay {
  const overlay = runtimeOverlays(from, after).find((candidate) => candidate.name === name);
  if (overlay === undefined) throw new Error(`no overlay ${name}`);
  return overlay;
}

describe('what the runtime told', () => {
  test('colours layers by time and by its share of all', () => {
    expect(named('time').valueOf(slow, 'after')).toMatchObject({ amount: 3 });
    expect(named('share').valueOf(fast, 'after')).toMatchObject({ amount: 0.25 });
  });

  test('gives an original node what it tells of its layer', () => {
    const original = before.boxes.find(({ origins }) => origins[0] === fast.origins[0]);
    expect(original && named('confirmed').valueOf(original, 'before')).toEqual({ kind: 'class', name: 'split' });
  });

  test('tells nothing of layers that it was not asked about, and no times where nothing ran', () => {
    const other = layers[2];
    expect(other && named('time').valueOf(other, 'after')).toBeUndefined();
    const notRun = { ...report, layers: [{ box: slow.id, verdict: 'confirmed', runtimeNodes: [] }] } as const;
    expect(runtimeOverlays(notRun, after).map(({ name }) => name)).toEqual(['confirmed']);
  });
});

describe('painting', () => {
  test('colours amounts in steps of the largest', () => {
    const { paints, largest } = paintGraph(withoutParts(after), named('time'), 'after');
    expect(largest).toBe(3);
    expect(paints[after.boxes.indexOf(slow)]).toMatchObject({ color: '--amount-5' });
    expect(paints[after.boxes.indexOf(fast)]).toMatchObject({ color: '--amount-2' });
  });

  test('counts the boxes of each class', () => {
    const { counts } = paintGraph(withoutParts(after), changeOverlay, 'after');
    expect(counts.get('fused')).toBe(after.boxes.filter(({ change }) => change === 'fused').length);
  });

  test('takes the data types that occur as classes', () => {
    const { legend } = precisionOverlay(before.boxes);
    expect(legend.kind === 'classes' && legend.classes.map(({ name }) => name)).toEqual(['float32']);
  });

  test('without any amount stays at the lowest step', () => {
    const nothing: Overlay = { ...parametersOverlay, valueOf: () => ({ kind: 'amount', amount: 0, text: '0' }) };
    const { paints } = paintGraph(withoutParts(after), nothing, 'after');
    expect(new Set(paints.map((paint) => paint?.color))).toEqual(new Set(['--amount-1']));
  });
});

test.each([
  ['float32', '[2, 3]', 24],
  ['int8', '[N, 4]', 4],
  ['float16', '[]', 2],
  ['string', '[2]', undefined],
  ['float32', '', undefined],
])('%s %s takes %s bytes', (dataType, shape, bytes) => {
  const port = { formal: 'Y', value: 'y', dataType, shape, source: 'activation' } as const;
  expect(outputBytes({ ...slow, outputs: [port] })).toBe(bytes);
});
