import type { Stores } from '../../stores/create-stores.ts';
import type { ModelRefusal } from '../../stores/model-store.ts';

/** Opens what came together: several models are shown side by side, and each that was refused is told. */
export async function openTogether(
  { model, view, notifications }: Pick<Stores, 'model' | 'view' | 'notifications'>,
  open: () => Promise<readonly ModelRefusal[]>,
): Promise<void> {
  const before = model.getState().models;
  const refusals = await open();
  for (const { name, error } of refusals)
    notifications.getState().notify({ tone: 'bad', title: `${name} was not opened`, error });
  const opened = model.getState().models.filter((candidate) => !before.includes(candidate));
  if (opened.length > 1) view.getState().showSideBySide(true);
}
