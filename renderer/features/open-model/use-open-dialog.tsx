import { type ReactNode, useCallback, useRef } from 'react';
import { useStores } from '../../stores/use-stores.tsx';
import { openTogether } from './open-together.ts';

/** Lets the user choose a model: the native dialog in the desktop window, a file input in the browser. */
export function useOpenDialog(): { readonly openDialog: () => void; readonly fileInput: ReactNode } {
  const stores = useStores();
  const { model } = stores;
  const input = useRef<HTMLInputElement>(null);

  const openDialog = useCallback(() => {
    if (model.getState().info?.host === 'window') void openTogether(stores, model.getState().choose);
    else input.current?.click();
  }, [model, stores]);

  const fileInput = (
    <input
      ref={input}
      type="file"
      multiple
      hidden
      aria-label="Model file"
      onChange={(event) => {
        const files = [...(event.target.files ?? [])];
        event.target.value = '';
        if (files.length > 0) void openTogether(stores, () => model.getState().open({ kind: 'files', files }));
      }}
    />
  );
  return { openDialog, fileInput };
}
