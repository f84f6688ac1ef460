import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import type { ComparedGraphs } from '../../../engine/view/graph-view.ts';
import { createStores } from '../../stores/create-stores.ts';
import { noSwitches } from '../../stores/rewrite-switches.ts';
import { StoresProvider } from '../../stores/use-stores.tsx';
import { checkJob, createFakeClient } from '../../testing/fake-client.ts';
import { inceptionGraphs } from '../../testing/graphs.ts';
import { inceptionModel } from '../../testing/models.ts';
import { FusionList } from './fusion-list.tsx';

const graphs = inceptionGraphs(2);

function show(shown: ComparedGraphs = graphs) {
  const client = createFakeClient();
  const stores = createStores(client);
  render(
    <StoresProvider stores={stores}>
      <FusionList graphs={shown} />
    </StoresProvider>,
  );
  return { client, stores, user: userEvent.setup() };
}

/** One rule with so many fusions. */
function manyFusions(count: number): ComparedGraphs {
  const fusions = Array.from({ length: count }, (_, index) => ({
    rule: 'fuse-batch-norm-into-conv',
    origins: [2 * index, 2 * index + 1],
    nodes: [`block${index}/conv`, `block${index}/bn`],
    box: `l${index}`,
    stage: 'vertical' as const,
  }));
  return { ...graphs, fusions };
}

describe('FusionList', () => {
  test('shows how the layer count falls, with the convention', () => {
    show();
    const stages = within(screen.getByRole('region', { name: 'Layers by stage' })).getAllByRole('listitem');
    expect(stages.map((stage) => stage.textContent)).toEqual([
      `Original${graphs.layers.before}layers`,
      expect.stringContaining('Vertical'),
      `Horizontal${graphs.layers.after}−4`,
    ]);
    expect(screen.getByText(/One layer per executed step/)).toBeDefined();
    expect(screen.getByText(/Predicted from the target/)).toBeDefined();
  });

  test('selects the nodes and the layer of a fusion', async () => {
    const { stores, user } = show();
    const fusion = graphs.fusions[0];
    const entry = screen.getByRole('button', { name: /^conv, bn, relu\s*stem$/ });
    await user.click(entry);
    expect(stores.view.getState().selection).toEqual({
      origins: new Set(fusion?.origins),
      source: 'list',
      box: fusion?.box,
    });
    expect(entry.getAttribute('aria-pressed')).toBe('true');
  });

  test('marks the fusions of what is selected in a graph', async () => {
    const { stores } = show();
    stores.view.getState().select({ origins: new Set([graphs.fusions[0]?.origins[1] ?? -1]), source: 'before' });
    const entry = await screen.findByRole('button', { name: /stem$/, pressed: true });
    expect(entry).toBeDefined();
  });

  test('lists what was not fused with the reason', async () => {
    const { stores, user } = show();
    await user.click(screen.getByRole('tab', { name: 'Not fused 2' }));
    const [entry] = screen.getAllByRole('button', { name: /cannot write in place/ });
    if (entry === undefined) throw new Error('no refusal is listed');
    await user.click(entry);
    expect(stores.view.getState().selection?.origins).toEqual(new Set(graphs.refusals[0]?.origins));
  });

  test('filters by words and says when nothing is left', async () => {
    const { user } = show();
    const filter = screen.getByRole('textbox', { name: 'Filter fusions' });
    await user.type(filter, 'inception2 b3r');
    expect(await screen.findByRole('button', { name: /Convolutions of one kernel shape.* 1$/ })).toBeDefined();
    expect(screen.queryByRole('button', { name: /stem$/ })).toBeNull();
    await user.clear(filter);
    await user.type(filter, 'softmax');
    expect(await screen.findByText('Nothing matches the filter.')).toBeDefined();
  });

  test('shows the example of a rule', async () => {
    const { user } = show();
    const [example] = screen.getAllByRole('button', { name: 'Example' });
    if (example === undefined) throw new Error('no example is offered');
    await user.click(example);
    expect(screen.getByText(graphs.rules[0]?.example?.after ?? '')).toBeDefined();
  });

  test('switches a rule off, and takes that back', async () => {
    const { stores, user } = show();
    const [rule] = screen.getAllByRole('checkbox', { name: 'Use this rule' });
    if (rule === undefined) throw new Error('no rule has a switch');
    await user.click(rule);
    expect(stores.rewrite.getState().switches.disabledRules).toEqual(['fuse-batch-norm-into-conv']);
    expect(screen.getByText('1 switched')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(stores.rewrite.getState().switches.disabledRules).toEqual([]);
  });

  test('leaves a single fusion out, and keeps it in the list to bring it back', async () => {
    const { stores, user } = show();
    const [fusion] = graphs.fusions;
    await user.click(screen.getByRole('checkbox', { name: 'Use this fusion: conv, bn, relu in stem' }));
    expect(stores.rewrite.getState().switches.skippedFusions).toEqual([
      { rule: fusion?.rule, origins: fusion?.origins },
    ]);
    expect(screen.getByText('Left out')).toBeDefined();
  });

  test('shows a rule that is off by default with the reason, and switches it on', async () => {
    const { stores, user } = show({
      ...graphs,
      rules: [
        ...graphs.rules,
        {
          name: 'lower-something',
          summary: 'a becomes b',
          example: { before: 'y = Relu(x)', after: 'y = Relu(x)' },
          optional: { isDefault: false, reason: 'Not measured here.' },
        },
      ],
    });
    await user.click(screen.getByText('A becomes b'));
    expect(screen.queryByText(/Not measured here/)).toBeNull();
    await user.click(screen.getByText('A becomes b'));
    expect(screen.getByText('Off by default for this target: Not measured here.')).toBeDefined();
    const switches = screen.getAllByRole('checkbox', { name: 'Use this rule', checked: false });
    const [last] = switches;
    if (last === undefined) throw new Error('the rule has no switch');
    await user.click(last);
    expect(stores.rewrite.getState().switches.enabledRules).toEqual(['lower-something']);
  });

  test('checks every change numerically and says what each has shown', async () => {
    const { client, stores, user } = show();
    const [first, second] = graphs.fusions;
    if (first === undefined || second === undefined) throw new Error('too few fusions');
    await stores.graph.getState().open(inceptionModel.modelId, 'tensorrt', noSwitches);
    await user.click(screen.getByRole('button', { name: 'Check numerically' }));
    expect(client.lastCall()).toMatchObject({ method: 'checks.start', input: { target: 'tensorrt' } });
    const outcome = { maxAbsoluteError: 2.1e-7, maxRelativeError: 7.2e-7 };
    client.emit(checkJob, {
      type: 'done',
      result: {
        kind: 'check',
        report: {
          onnxruntimeVersion: '1.29.0',
          checks: [
            { rule: first.rule, origins: first.origins, outcome: { status: 'equal', ...outcome } },
            {
              rule: second.rule,
              origins: second.origins,
              outcome: { status: 'not-checked', reason: 'a shape is open' },
            },
          ],
          undone: [],
        },
      },
    });
    expect(await screen.findByText(/1 of 2 rewrites proved, largest relative error 7.2e-7/)).toBeDefined();
    expect(screen.getByText('Checked: max. error 2.1e-7 absolute, 7.2e-7 relative')).toBeDefined();
    expect(screen.getByText('Not checked: a shape is open')).toBeDefined();
  });

  test('starts long lists folded and adds entries on request', async () => {
    const { user } = show(manyFusions(3000));
    expect(screen.queryAllByTitle(/conv\s.*bn/)).toHaveLength(0);
    await user.click(screen.getByText('Conv → BatchNormalization becomes Conv'));
    expect(screen.getAllByTitle(/conv\s.*bn/)).toHaveLength(100);
    await user.click(screen.getByText('Show 500 more of 2,900'));
    expect(screen.getAllByTitle(/conv\s.*bn/)).toHaveLength(600);
  });

  test('says when nothing was fused', () => {
    show({ ...graphs, fusions: [] });
    expect(screen.getByText('Nothing was fused for this target.')).toBeDefined();
  });
});
