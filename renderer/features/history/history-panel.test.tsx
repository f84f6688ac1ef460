import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { createFakeClient, refuse } from '../../testing/fake-client.ts';
import { renderPanel } from '../../testing/render-app.tsx';

describe('the history', () => {
  it('lists runs with what they found, and where the model went', async () => {
    await renderPanel('history');
    const runs = await screen.findByRole('region', { name: 'Runs' });
    expect(within(runs).getAllByRole('listitem')).toHaveLength(2);
    expect(runs).toHaveTextContent('FP16 failed');
    expect(runs).toHaveTextContent('After the new batch normalization rule');
    expect(screen.getByRole('region', { name: 'Lineage' })).toHaveTextContent('inception_fashion.int8.onnx');
  });

  it('shows the figures of a run, whose variants cannot be exported any more', async () => {
    const { user } = await renderPanel('history');
    await user.click(await screen.findByRole('button', { name: /After the new/ }));
    const figures = await screen.findByRole('region', { name: 'Figures of the run' });
    expect(within(figures).getByRole('rowheader', { name: 'INT8' })).toBeVisible();
    expect(within(figures).queryByRole('button', { name: /^Export/ })).toBeNull();
  });

  it('saves a note when its field is left', async () => {
    const { user, client } = await renderPanel('history');
    await user.click(await screen.findByRole('button', { name: /After the new/ }));
    const note = await screen.findByRole('textbox', { name: 'Note' });
    await user.clear(note);
    await user.type(note, 'Again');
    await user.tab();
    expect(client.calls).toContainEqual({ method: 'history.setNote', input: { runId: 12, note: 'Again' } });
  });

  it('puts two runs beside each other, and names what else differs', async () => {
    const { user } = await renderPanel('history');
    for (const box of await screen.findAllByRole('checkbox')) await user.click(box);
    expect(await screen.findByRole('heading', { name: 'Run 12 and run 7' })).toBeVisible();
    const differences = screen.getByRole('region', { name: 'What differs' });
    expect(differences).toHaveTextContent('Threads14');
    expect(differences).toHaveTextContent('fuse-batch-norm-into-conv');
    expect(differences).not.toHaveTextContent('Batch');
  });

  it('writes a run as a document where the user says', async () => {
    const { user, client } = await renderPanel('history');
    await user.click(await screen.findByRole('button', { name: /After the new/ }));
    await user.click(await screen.findByRole('button', { name: 'Report' }));
    await user.click(await screen.findByRole('menuitem', { name: /HTML/ }));
    expect(client.calls).toContainEqual({
      method: 'reports.write',
      input: {
        source: { kind: 'run', runId: 12 },
        format: 'html',
        path: '/home/ada/inception_fashion.report.html',
      },
    });
    expect(await screen.findByText(/^Wrote /)).toBeVisible();
  });

  it('says so while it is empty, where it was damaged, and where it cannot be read', async () => {
    const damaged = { severity: 'warning', code: 'history.damaged', message: 'It was set aside.' } as const;
    await renderPanel(
      'history',
      createFakeClient({
        history: { list: async () => ({ ok: true, value: { runs: [], diagnostics: [damaged] } }) },
      }),
    );
    expect(await screen.findByText(/Nothing has been measured yet/)).toBeVisible();
    expect(screen.getByText('It was set aside.')).toBeVisible();
  });

  it('says why it cannot be read', async () => {
    await renderPanel(
      'history',
      createFakeClient({ history: { list: () => refuse('history.unavailable', 'The disk is full.') } }),
    );
    expect(await screen.findByText('The history was not read')).toBeVisible();
  });
});
