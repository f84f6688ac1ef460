import { useCallback, useEffect } from 'react';
import type { WorkbenchClient } from '../../api/workbench-client.ts';
import { useStores } from '../../stores/use-stores.tsx';
import { type Command, hasMessage, runCommand } from './commands.ts';
import { findCommand } from './shortcuts.ts';

/** Listens to keys and to the host's menu while the window lives; returns the way to run a command by hand. */
export function useCommands(client: WorkbenchClient, openDialog: () => void): (command: Command) => void {
  const stores = useStores();
  const run = useCallback((command: Command) => runCommand(command, { stores, openDialog }), [stores, openDialog]);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const command = findCommand(event, isTextField(event.target));
      if (command === undefined) return;
      if (command !== 'dismiss' || hasMessage(stores)) event.preventDefault();
      run(command);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [run, stores]);

  useEffect(() => {
    const abort = new AbortController();
    const listen = async () => {
      for await (const event of client.appEvents(abort.signal)) {
        if (event.type === 'menu') run(event.command);
        else void stores.model.getState().open({ kind: 'path', path: event.path });
      }
    };
    void listen();
    return () => abort.abort();
  }, [client, run, stores]);

  return run;
}

const isTextField = (target: EventTarget | null) =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
