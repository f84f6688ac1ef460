import { Unplug } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { WorkbenchClient } from '../../api/workbench-client.ts';
import { useModel } from '../../stores/use-stores.tsx';

type Connection = WorkbenchClient['connection'];

export const useConnection = (connection: Connection) =>
  useSyncExternalStore(connection.subscribe, connection.getState);

/** Says that the engine is out of reach; nothing while it answers. */
export function ConnectionBanner({ connection }: { readonly connection: Connection }) {
  const state = useConnection(connection);
  const inBrowser = useModel(({ info }) => info?.host === 'browser');
  if (state.status === 'open' || state.status === 'connecting') return null;
  return (
    <div role="status" className="flex items-center gap-2 border-b border-warn/40 bg-warn-soft px-4 py-1.5 text-ink">
      <Unplug className="size-4 shrink-0 text-warn" aria-hidden />
      {state.status === 'lost' ? (
        <span>
          The engine does not answer. Reconnecting
          <span className="tabular-nums">{state.attempt > 1 ? ` (attempt ${state.attempt})` : ''}</span>; what you see
          stays.{inBrowser && state.attempt > 4 && ' If Lathe was started anew, open the address that it printed.'}
        </span>
      ) : (
        <span>The engine stopped several times in a row and is not started again. Close Lathe and start it anew.</span>
      )}
    </div>
  );
}
