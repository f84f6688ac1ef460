import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useModel, useStores, useView } from '../../stores/use-stores.tsx';
import type { Command as WorkbenchCommand } from './commands.ts';
import { type PaletteAction, type PaletteEntry, toPaletteGroups } from './palette-entries.ts';
import { keysFor } from './shortcuts.ts';

/** Everything that can be done, found by typing a part of its name. */
export function CommandPalette({ run }: { readonly run: (command: WorkbenchCommand) => void }) {
  const { model: store } = useStores();
  const open = useView((state) => state.paletteShown);
  const show = useView((state) => state.showPalette);
  const model = useModel((state) => state.model);
  const models = useModel((state) => state.models);
  const samples = useModel((state) => state.samples);
  const recentFiles = useModel((state) => state.recentFiles);
  const act = (action: PaletteAction) => {
    show(false);
    switch (action.kind) {
      case 'command':
        return run(action.command);
      case 'model':
        return store.getState().show(action.modelId);
      default:
        void store.getState().open(action);
    }
  };
  return (
    <Dialog.Root open={open} onOpenChange={show}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-surface-0/60" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 w-[36rem] max-w-[calc(100vw-2rem)] -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-surface-2 shadow-float"
        >
          <Dialog.Title className="sr-only">Commands</Dialog.Title>
          <Command label="Commands" loop>
            <Command.Input
              placeholder="Type a command, a file or a model"
              className="h-11 w-full border-b border-line bg-transparent px-4 text-lg outline-none placeholder:text-ink-3"
            />
            <Command.List className="max-h-[min(24rem,60vh)] overflow-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-ink-2">Nothing has such a name.</Command.Empty>
              {toPaletteGroups({ model, models, samples, recentFiles }).map(({ name, entries }) => (
                <Command.Group
                  key={name}
                  heading={name}
                  className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-ink-3"
                >
                  {entries.map((entry) => (
                    <Entry key={entry.id} entry={entry} onSelect={() => act(entry.action)} />
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface EntryProps {
  readonly entry: PaletteEntry;
  readonly onSelect: () => void;
}

function Entry({ entry: { id, label, detail, keys }, onSelect }: EntryProps) {
  return (
    <Command.Item
      value={id}
      keywords={[label, ...(detail === undefined ? [] : [detail])]}
      onSelect={onSelect}
      className="flex items-center justify-between gap-4 rounded-md px-2.5 py-1.5 data-[selected=true]:bg-accent-soft"
    >
      <span className="min-w-0">
        <span className="block wrap-anywhere">{label}</span>
        {detail !== undefined && <span className="block text-sm text-ink-2 wrap-anywhere">{detail}</span>}
      </span>
      {keys !== undefined && (
        <kbd className="shrink-0 font-sans text-sm text-ink-2">{keysFor(keys, navigator.platform)}</kbd>
      )}
    </Command.Item>
  );
}
