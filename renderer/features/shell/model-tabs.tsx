import { Columns2, X } from 'lucide-react';
import type { ModelId } from '../../../engine/api/contract.ts';
import { IconButton } from '../../components/button.tsx';
import { useModel, useStores, useView } from '../../stores/use-stores.tsx';

/** The open models, once there are several; one is shown. */
export function ModelTabs() {
  const { model: store, view } = useStores();
  const sideBySide = useView((state) => state.sideBySide);
  const show = (modelId: ModelId) => {
    store.getState().show(modelId);
    view.getState().showSideBySide(false);
  };
  const models = useModel((state) => state.models);
  const shown = useModel((state) => (sideBySide ? undefined : state.model?.modelId));
  if (models.length < 2) return null;
  return (
    <nav aria-label="Open models" className="shrink-0 border-b border-line bg-surface-0 px-3">
      <ul className="flex gap-1 overflow-x-auto pt-1.5">
        {models.map(({ modelId, name, path }) => (
          <li
            key={modelId}
            className={`flex max-w-72 min-w-28 items-center rounded-t-md border border-b-0 pl-2.5 ${modelId === shown ? 'border-line bg-surface-1 font-medium' : 'border-transparent text-ink-2'}`}
          >
            <button
              type="button"
              aria-current={modelId === shown ? 'page' : undefined}
              title={path === '' ? name : path}
              onClick={() => show(modelId)}
              className="min-w-0 flex-1 truncate rounded-sm py-1 text-left hover:text-ink"
            >
              {name}
            </button>
            <IconButton label={`Close ${name}`} onClick={() => void store.getState().close(modelId)}>
              <X />
            </IconButton>
          </li>
        ))}
        <li
          className={`flex items-center rounded-t-md border border-b-0 px-2.5 ${sideBySide ? 'border-line bg-surface-1 font-medium' : 'border-transparent text-ink-2'}`}
        >
          <button
            type="button"
            aria-current={sideBySide ? 'page' : undefined}
            onClick={() => view.getState().showSideBySide(true)}
            className="flex items-center gap-1.5 rounded-sm py-1 whitespace-nowrap hover:text-ink [&_svg]:size-3.5"
          >
            <Columns2 aria-hidden />
            Side by side
          </button>
        </li>
      </ul>
    </nav>
  );
}
