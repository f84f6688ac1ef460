import { FileDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStores } from '../../stores/use-stores.tsx';
import { openTogether } from './open-together.ts';

/** Takes files dropped anywhere on the window, and covers the window while they hover over it. */
export function DropTarget() {
  const stores = useStores();
  const [hovering, setHovering] = useState(false);

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setHovering(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setHovering(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setHovering(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      const { open } = stores.model.getState();
      if (files.length > 0) void openTogether(stores, () => open({ kind: 'files', files }));
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, [stores]);

  if (!hovering) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 bg-surface-0/90 p-4">
      <div className="flex h-full flex-col items-center justify-center gap-3 rounded-lg border-2 border-dashed border-accent">
        <FileDown className="size-8 text-accent" aria-hidden />
        <p className="text-xl font-semibold">Drop to open</p>
        <p className="text-ink-2">
          Several models are shown side by side; drop their external data, or the weights of a Caffe network, together
          with them.
        </p>
      </div>
    </div>
  );
}
