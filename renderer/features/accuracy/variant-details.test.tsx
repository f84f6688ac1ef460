import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { QuantizationExplanation } from '../../../engine/report/explanation.ts';
import type { MixedReport } from '../../../engine/report/mixed-report.ts';
import type { AccuracyFigures, AnswerChanges, CompareReport } from '../../../engine/report/report.ts';
import { createStores } from '../../stores/create-stores.ts';
import { StoresProvider } from '../../stores/use-stores.tsx';
import { createFakeClient } from '../../testing/fake-client.ts';
import { fashionData, inceptionSample } from '../../testing/models.ts';
import { labelledReport } from '../../testing/reports.ts';
import { VariantDetails } from './variant-details.tsx';

const accuracy: AccuracyFigures = {
  sampleCount: 2000,
  top1: 0.95,
  agreement: 0.99,
  sqnrDb: 30,
  cosine: 0.999,
  basis: 'labelled',
};

const mixed: MixedReport = {
  maxDrop: 0.002,
  criterion: 'top-1',
  data: 't10k (2000 samples)',
  sensitivities: [
    { names: ['/stem/Conv'], origins: [3, 4], workShare: 0.1, sqnrDb: 21.4 },
    { names: ['/head/Gemm'], origins: [9], workShare: 0.02, sqnrDb: 44 },
  ],
  plans: [
    { label: 'FP32', floatLayers: [], drop: 0, accuracy, sizeBytes: 100, isOnFront: true },
    {
      label: '1 of 2 layers in FP32',
      floatLayers: ['/stem/Conv'],
      drop: 0.001,
      accuracy,
      sizeBytes: 40,
      speed: { ratio: 1.7, interval: { low: 1.6, high: 1.8 }, latencyMs: 1 },
      isOnFront: true,
    },
  ],
  status: 'met',
  chosen: 1,
  summary: '1 of 2 layers in FP32 loses 0.10 points of top-1 and is 1.70 times as fast as FP32.',
};

const explanation: QuantizationExplanation = {
  integerWorkShare: 0.97,
  timeShares: { integer: 0.8, float: 0.05, boundaries: 0.15 },
  boundaries: [{ opType: 'QuantizeLinear', count: 2, durationMs: 0.2, layers: ['/stem/Conv'] }],
  floatLayers: [],
  slowerLayers: [],
  noise: [{ name: '/stem/Conv', origins: [3], sqnrDb: 22.2 }],
  saturated: [],
  widened: [],
  cause: 'INT8 is not faster because 2 layers take longer.',
};

const answers: AnswerChanges = {
  classes: [{ label: 4, name: 'coat', sampleCount: 10, correctCount: 7, originalCorrectCount: 9 }],
  changedCount: 3,
  samples: [{ index: 17, label: 4, before: 4, after: 2 }],
  confusions: [{ before: 4, after: 2, count: 3 }],
};

function detailed(): CompareReport {
  const variants = labelledReport.variants.map((variant) => {
    if (variant.kind !== 'int8' || variant.outcome.status !== 'measured') return variant;
    const figures = { ...variant.outcome.figures, answers };
    return { ...variant, mixed, explanation, outcome: { ...variant.outcome, figures } };
  });
  return { ...labelledReport, variants };
}

function show() {
  const client = createFakeClient();
  const stores = createStores(client);
  render(
    <StoresProvider stores={stores}>
      <VariantDetails report={detailed()} model={inceptionSample} data={fashionData} />
    </StoresProvider>,
  );
  return { client, stores };
}

it('tells how a mixed precision was chosen, and shows a sensitive layer in the graph', async () => {
  const { stores } = show();
  expect(screen.getByText(mixed.summary)).toBeVisible();
  expect(screen.getByRole('cell', { name: '1 of 2 layers in FP32 (chosen)' })).toBeVisible();
  expect(screen.getByRole('cell', { name: '1.60 to 1.80' })).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: /\/stem\/Conv.*21\.4 dB/ }));
  expect(stores.view.getState().panel).toBe('graph');
  expect(stores.view.getState().selection).toMatchObject({ source: 'list', origins: new Set([3, 4]) });
});

it('explains what the integer kernels do, and why INT8 is not faster', () => {
  show();
  const section = screen.getByRole('region', { name: 'Explanation' });
  expect(section).toHaveTextContent('Integer kernels do 97.0');
  expect(section).toHaveTextContent('INT8 is not faster because 2 layers take longer.');
  expect(within(section).getByRole('cell', { name: 'QuantizeLinear' })).toBeVisible();
  expect(within(section).getByRole('table', { name: 'Noisiest layers' })).toHaveTextContent('22.2');
});

it('tells which answers changed, by class and by sample, and asks for the pictures one by one', async () => {
  const { client } = show();
  const section = screen.getByRole('region', { name: 'Changed answers' });
  expect(section).toHaveTextContent('3 answers differ from the original.');
  expect(within(section).getByRole('table', { name: /Classes that lose most/ })).toHaveTextContent('coat');
  expect(within(section).getByText('coat → 2, is coat')).toBeVisible();
  expect(client.calls).toContainEqual({
    method: 'data.sample',
    input: { modelId: inceptionSample.modelId, data: fashionData, index: 17 },
  });
});
