import { useEffect } from 'react';
import type { WorkbenchClient } from './api/workbench-client.ts';
import { TooltipProvider } from './components/tooltip.tsx';
import { DropTarget } from './features/open-model/drop-target.tsx';
import { StartScreen } from './features/open-model/start-screen.tsx';
import { useOpenDialog } from './features/open-model/use-open-dialog.tsx';
import { CommandPalette } from './features/shell/command-palette.tsx';
import { ConnectionBanner } from './features/shell/connection-banner.tsx';
import { Notifications } from './features/shell/notifications.tsx';
import { ProvidersDialog } from './features/shell/providers-dialog.tsx';
import { ShortcutsDialog } from './features/shell/shortcuts-dialog.tsx';
import { Tour } from './features/shell/tour.tsx';
import { useCommands } from './features/shell/use-commands.ts';
import { useWindowTitle } from './features/shell/use-window-title.ts';
import { WorkArea } from './features/shell/work-area.tsx';
import { useModel, useView } from './stores/use-stores.tsx';
import { applyTheme } from './theme/theme.ts';

export function App({ client }: { readonly client: WorkbenchClient }) {
  const model = useModel((state) => state.model);
  const theme = useView((state) => state.theme);
  const { openDialog, fileInput } = useOpenDialog();
  const run = useCommands(client, openDialog);
  useWindowTitle();

  useEffect(() => {
    client.setHostTheme(theme);
    return applyTheme(theme);
  }, [client, theme]);

  return (
    <TooltipProvider>
      <div className="flex h-full flex-col">
        <ConnectionBanner connection={client.connection} />
        <div className="min-h-0 flex-1">
          {model === undefined ? <StartScreen run={run} /> : <WorkArea model={model} run={run} />}
        </div>
      </div>
      {fileInput}
      <DropTarget />
      <ShortcutsDialog />
      <ProvidersDialog />
      <CommandPalette run={run} />
      <Tour />
      <Notifications />
    </TooltipProvider>
  );
}
