import { createStore } from 'zustand/vanilla';
import { noSwitches, type RewriteSwitches } from './rewrite-switches.ts';

export interface RewriteState {
  readonly switches: RewriteSwitches;
  /** Settings that can be returned to, the newest last. */
  readonly past: readonly RewriteSwitches[];
  readonly future: readonly RewriteSwitches[];
  change(step: (switches: RewriteSwitches) => RewriteSwitches): void;
  undo(): void;
  redo(): void;
  /** Switches everything back; can be undone. */
  reset(): void;
  /** Starts over for another model. */
  clear(): void;
}

export type RewriteStore = ReturnType<typeof createRewriteStore>;

const HISTORY_LIMIT = 200;

/** Which rules, nodes and single fusions the user switched, with its history. */
export const createRewriteStore = () =>
  createStore<RewriteState>()((set, get) => ({
    switches: noSwitches,
    past: [],
    future: [],
    change: (step) => {
      const { switches, past } = get();
      set({ switches: step(switches), past: [...past, switches].slice(-HISTORY_LIMIT), future: [] });
    },
    undo: () => {
      const { switches, past, future } = get();
      const last = past.at(-1);
      if (last !== undefined) set({ switches: last, past: past.slice(0, -1), future: [switches, ...future] });
    },
    redo: () => {
      const { switches, past, future } = get();
      const [next, ...later] = future;
      if (next !== undefined) set({ switches: next, past: [...past, switches], future: later });
    },
    reset: () => get().change(() => noSwitches),
    clear: () => set({ switches: noSwitches, past: [], future: [] }),
  }));
