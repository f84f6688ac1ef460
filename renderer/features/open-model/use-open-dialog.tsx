import { type ReactNode, useCallback, useRef } from 'react';
import { useStores } from '../../stores/use-stores.tsx';

/** Lets the user choose a model: the native dialog in the desktop window, a file input in the browser. */
export function useOpenDialog(): { readonly openDialog: () => void; readonly fileInput: ReactNode } {
  const { model } = useStores();
  const input = useRef<HTMLInputElement>(null);

  const openDialog = useCallback(() => {
    if (model.getState().info?.host === 'window') void model.getState().choose();
    else input.current?.click();
  }, [model]);

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
        if (files.length > 0) void model.getState().open({ kind: 'files', files });
      }}
    />
  );
  return { openDialog, fileInput };
}
