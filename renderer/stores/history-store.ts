import { createStore } from 'zustand/vanilla';
import type { ModelId, Result, WireError } from '../../engine/api/contract.ts';
import type { Diagnostic } from '../../engine/errors.ts';
import type { Lineage, RunSummary, StoredRun } from '../../engine/history/run-record.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';

export type HistoryList =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly runs: readonly RunSummary[]; readonly diagnostics: readonly Diagnostic[] }
  | { readonly status: 'failed'; readonly error: WireError };

export type OpenedRun =
  | { readonly status: 'loading'; readonly runId: number }
  | { readonly status: 'ready'; readonly runId: number; readonly run: StoredRun }
  | { readonly status: 'failed'; readonly runId: number; readonly error: WireError };

export interface HistoryState {
  readonly list: HistoryList;
  /** What is looked at: one run, or two beside each other. The newest choice last. */
  readonly opened: readonly OpenedRun[];
  readonly lineage: Lineage | undefined;
  /** Reads the list anew, and where the model came from. */
  load(modelId: ModelId | undefined): Promise<void>;
  open(runId: number): Promise<void>;
  /** Puts a run beside the one that is open, or takes it away again. */
  toggleBeside(runId: number): Promise<void>;
  setNote(runId: number, note: string): Promise<Result<true>>;
  remove(runId: number): Promise<Result<true>>;
}

export type HistoryStore = ReturnType<typeof createHistoryStore>;

const LISTED = 500;

/** Comparisons that were measured before. The engine keeps them; here is what the window looks at. */
export function createHistoryStore(client: WorkbenchClient) {
  return createStore<HistoryState>()((set, get) => {
    const put = (run: OpenedRun) =>
      set({ opened: get().opened.map((other) => (other.runId === run.runId ? run : other)) });

    const fetchRun = async (runId: number) => {
      const found = await client.rpc.history.run({ runId });
      put(found.ok ? { status: 'ready', runId, run: found.value } : { status: 'failed', runId, error: found.error });
    };

    return {
      list: { status: 'loading' },
      opened: [],
      lineage: undefined,
      load: async (modelId) => {
        const [listed, lineage] = await Promise.all([
          client.rpc.history.list({ limit: LISTED }),
          modelId === undefined ? undefined : client.rpc.history.lineage({ modelId }),
        ]);
        set({
          list: listed.ok ? { status: 'ready', ...listed.value } : { status: 'failed', error: listed.error },
          lineage: lineage?.ok ? lineage.value : undefined,
        });
      },
      open: async (runId) => {
        set({ opened: [{ status: 'loading', runId }] });
        await fetchRun(runId);
      },
      toggleBeside: async (runId) => {
        const { opened } = get();
        if (opened.some((run) => run.runId === runId)) {
          set({ opened: opened.filter((run) => run.runId !== runId) });
          return;
        }
        set({ opened: [...opened.slice(-1), { status: 'loading', runId }] });
        await fetchRun(runId);
      },
      setNote: async (runId, note) => {
        const saved = await client.rpc.history.setNote({ runId, note });
        if (!saved.ok) return saved;
        const { list, opened } = get();
        set({
          opened: opened.map((each) =>
            each.status === 'ready' && each.runId === runId ? { ...each, run: { ...each.run, note } } : each,
          ),
          ...(list.status === 'ready' && {
            list: { ...list, runs: list.runs.map((run) => (run.runId === runId ? { ...run, note } : run)) },
          }),
        });
        return saved;
      },
      remove: async (runId) => {
        const removed = await client.rpc.history.remove({ runId });
        if (!removed.ok) return removed;
        const { list, opened } = get();
        set({
          opened: opened.filter((run) => run.runId !== runId),
          ...(list.status === 'ready' && {
            list: { ...list, runs: list.runs.filter((run) => run.runId !== runId) },
          }),
        });
        return removed;
      },
    };
  });
}
