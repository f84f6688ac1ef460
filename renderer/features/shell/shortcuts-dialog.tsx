import { Dialog } from '../../components/dialog.tsx';
import { useView } from '../../stores/use-stores.tsx';
import { graphKeys, keysFor, shortcuts } from './shortcuts.ts';

export function ShortcutsDialog() {
  const open = useView((state) => state.shortcutsShown);
  const show = useView((state) => state.showShortcuts);
  return (
    <Dialog title="Keyboard shortcuts" open={open} onClose={() => show(false)}>
      <KeyList entries={shortcuts} />
      <h3 className="mt-4 mb-1 text-sm font-semibold">In the graph</h3>
      <KeyList entries={graphKeys} />
      <p className="mt-3 text-sm text-ink-3">
        Dividers between panes move with the arrow keys; choices in a group with the arrow keys too.
      </p>
    </Dialog>
  );
}

function KeyList({ entries }: { readonly entries: readonly { readonly keys: string; readonly does: string }[] }) {
  return (
    <dl className="grid grid-cols-[1fr_auto] gap-y-1">
      {entries.map(({ keys, does }) => (
        <div key={keys} className="col-span-2 grid grid-cols-subgrid border-b border-line pb-1 last:border-0">
          <dt>{does}</dt>
          <dd className="flex gap-1">
            {keysFor(keys, navigator.platform)
              .split(' ')
              .map((key) => (
                <kbd
                  key={key}
                  className="rounded-sm border border-line-strong/60 bg-surface-2 px-1.5 font-sans text-sm"
                >
                  {key}
                </kbd>
              ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
