import { createStore } from 'zustand/vanilla';
import type { UiSettings } from '../../engine/api/contract.ts';
import type { BoxId } from '../../engine/view/graph-view.ts';
import type { ThemeChoice } from '../theme/theme.ts';
import type { SettingsWriter } from './settings-writer.ts';

export const panels = ['graph', 'precision', 'compare', 'tune', 'history'] as const;
export type Panel = (typeof panels)[number];

export const isPanel = (name: string): name is Panel => panels.some((panel) => panel === name);

/** Imported nodes that are selected, and where the user selected them. */
export interface Selection {
  readonly origins: ReadonlySet<number>;
  readonly source: 'before' | 'after' | 'list';
  /** The box that was clicked, where one was. */
  readonly box?: BoxId;
}

export interface ViewState {
  readonly panel: Panel;
  /** All open models are shown instead of the panels of one. */
  readonly sideBySide: boolean;
  readonly selection: Selection | undefined;
  readonly theme: ThemeChoice;
  /** Fractions of the window that resizable panes take, by pane name. */
  readonly panes: Readonly<Record<string, number>>;
  readonly shortcutsShown: boolean;
  readonly paletteShown: boolean;
  readonly providersShown: boolean;
  /** The step of the tour that is shown, from 0. */
  readonly tourStep: number | undefined;
  /** Grows by one each time the user asks to see the whole graph. */
  readonly fitRequestCount: number;
  /** A picture of the graph that was asked for and not made yet. */
  readonly pictureRequest: 'svg' | 'png' | undefined;
  showPanel(panel: Panel): void;
  showSideBySide(shown: boolean): void;
  select(selection: Selection): void;
  clearSelection(): void;
  setTheme(theme: ThemeChoice): void;
  resizePane(name: string, fraction: number): void;
  showShortcuts(shown: boolean): void;
  showPalette(shown: boolean): void;
  showProviders(shown: boolean): void;
  /** Goes to a step of the tour; undefined ends it, for good. */
  showTour(step: number | undefined): void;
  requestFit(): void;
  requestPicture(format: ViewState['pictureRequest']): void;
  /** Takes over what was saved by an earlier start. */
  restore(settings: Pick<UiSettings, 'theme' | 'panes'>): void;
}

export type ViewStore = ReturnType<typeof createViewStore>;

/** What the window shows and how: panel, selection, theme, panes. Theme and panes are saved as they change. */
export function createViewStore(settings: SettingsWriter, initialTheme: ThemeChoice = 'system') {
  return createStore<ViewState>()((set, get) => ({
    panel: 'graph',
    sideBySide: false,
    selection: undefined,
    theme: initialTheme,
    panes: {},
    shortcutsShown: false,
    paletteShown: false,
    providersShown: false,
    tourStep: undefined,
    fitRequestCount: 0,
    pictureRequest: undefined,
    showPanel: (panel) => set({ panel, sideBySide: false }),
    showSideBySide: (sideBySide) => set({ sideBySide }),
    select: (selection) => set({ selection }),
    clearSelection: () => set({ selection: undefined }),
    setTheme: (theme) => {
      set({ theme });
      settings.write({ theme });
    },
    resizePane: (name, fraction) => {
      const panes = { ...get().panes, [name]: fraction };
      set({ panes });
      settings.write({ panes });
    },
    showShortcuts: (shortcutsShown) => set({ shortcutsShown }),
    showPalette: (paletteShown) => set({ paletteShown }),
    showProviders: (providersShown) => set({ providersShown }),
    showTour: (tourStep) => {
      set({ tourStep });
      if (tourStep === undefined) settings.write({ tourSeen: true });
    },
    requestFit: () => set({ fitRequestCount: get().fitRequestCount + 1 }),
    requestPicture: (pictureRequest) => set({ pictureRequest }),
    restore: ({ theme, panes }) => set({ theme, panes }),
  }));
}
