import type { ModelSummary, SessionState } from '../../engine/api/contract.ts';
import type { Stores } from './create-stores.ts';
import { isPanel } from './view-store.ts';

/** What to open again at the next start. A model that was sent from a browser has no place to be found at again. */
export function toSession(
  models: readonly ModelSummary[],
  shown: ModelSummary | undefined,
  panel: string,
): SessionState {
  const kept = models.filter(({ path, sampleId }) => sampleId !== undefined || path !== '').slice(-20);
  return {
    models: kept.map(({ path, sampleId, name }) =>
      sampleId === undefined ? { kind: 'path', path } : { kind: 'sample', sampleId, title: name },
    ),
    active: Math.max(
      0,
      kept.findIndex((model) => model.modelId === shown?.modelId),
    ),
    panel,
  };
}

/** Opens what an earlier start left open, on the panel that was shown. What is gone is told, and forgotten. */
export async function restoreSession(session: SessionState, { model, view, notifications }: Stores): Promise<void> {
  if (session.models.length === 0) return;
  const refusals = await model.getState().restore(session);
  if (model.getState().model !== undefined && isPanel(session.panel)) view.getState().showPanel(session.panel);
  for (const { name, error } of refusals)
    notifications.getState().notify({ tone: 'bad', title: `${name} was open before and was not found again`, error });
}

/** Saves what is open as it changes, from now on. */
export function keepSession({ model, view, settings }: Stores): void {
  const save = () => {
    const { models, model: shown } = model.getState();
    settings.write({ session: toSession(models, shown, view.getState().panel) });
  };
  model.subscribe((now, before) => {
    if (now.models !== before.models || now.model !== before.model) save();
  });
  view.subscribe((now, before) => {
    if (now.panel !== before.panel) save();
  });
}
