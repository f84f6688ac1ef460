import type { MenuCommand } from '../../../engine/api/contract.ts';
import type { Stores } from '../../stores/create-stores.ts';
import { findProblem, toCompareRequest } from '../../stores/precision-store.ts';
import type { Panel } from '../../stores/view-store.ts';
import { toTheme } from '../../theme/theme.ts';

type NamedCommand =
  | MenuCommand
  | 'dismiss'
  | 'undo'
  | 'redo'
  | 'show-palette'
  | 'print'
  | 'show-tour'
  | 'show-providers'
  | 'save-svg'
  | 'save-png';
export type Command = NamedCommand | { readonly panel: Panel };

/** What commands act on; `openDialog` lets the user choose a model file. */
export interface CommandContext {
  readonly stores: Stores;
  readonly openDialog: () => void;
}

/** Does what a menu entry, a shortcut or a button asks for. */
export function runCommand(command: Command, context: CommandContext): void {
  if (typeof command === 'string') actions[command](context);
  else if (context.stores.model.getState().model !== undefined) context.stores.view.getState().showPanel(command.panel);
}

const actions: Readonly<Record<NamedCommand, (context: CommandContext) => void>> = {
  open: ({ openDialog }) => openDialog(),
  'close-model': ({ stores }) => void stores.model.getState().close(),
  export: ({ stores }) => {
    const measured = stores.benchmark.getState().report !== undefined;
    stores.view.getState().showPanel(measured ? 'compare' : 'precision');
  },
  compare: ({ stores }) => compare(stores),
  'zoom-to-fit': ({ stores: { view } }) => {
    view.getState().showPanel('graph');
    view.getState().requestFit();
  },
  'save-svg': ({ stores }) => savePicture(stores, 'svg'),
  'save-png': ({ stores }) => savePicture(stores, 'png'),
  'toggle-theme': ({ stores: { view } }) => {
    const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
    const { theme, setTheme } = view.getState();
    setTheme(toTheme(theme, systemIsDark) === 'dark' ? 'light' : 'dark');
  },
  'show-shortcuts': ({ stores: { view } }) => view.getState().showShortcuts(!view.getState().shortcutsShown),
  'show-palette': ({ stores: { view } }) => view.getState().showPalette(!view.getState().paletteShown),
  'show-providers': ({ stores: { view } }) => view.getState().showProviders(true),
  'show-tour': ({ stores: { view } }) => view.getState().showTour(0),
  print: ({ stores: { view } }) => {
    view.getState().showPanel('compare');
    // The panel is drawn first.
    setTimeout(() => window.print(), 300);
  },
  dismiss: ({ stores }) => dismiss(stores),
  undo: ({ stores }) => stores.rewrite.getState().undo(),
  redo: ({ stores }) => stores.rewrite.getState().redo(),
};

/** The graph saves the drawing that it shows. */
function savePicture({ view }: Stores, format: 'svg' | 'png'): void {
  view.getState().showPanel('graph');
  view.getState().requestPicture(format);
}

/** Shows the comparison and starts one, or shows what is missing for it. */
export function compare({ model, view, rewrite, precision, benchmark }: Stores): void {
  const open = model.getState().model;
  if (open === undefined) return;
  const choices = precision.getState();
  const ready = findProblem(choices) === undefined;
  view.getState().showPanel(ready ? 'compare' : 'precision');
  if (ready) void benchmark.getState().start(toCompareRequest(choices, open.modelId, rewrite.getState().switches));
}

/** True while there is a message or an opening that Escape takes away before anything else hears of it. */
export const hasMessage = ({ model, notifications }: Stores) =>
  model.getState().opening !== undefined ||
  model.getState().refusal !== undefined ||
  notifications.getState().notifications.length > 0;

/** Takes away the one thing that is most in the way. */
function dismiss({ model, notifications, view }: Stores): void {
  const { opening, refusal, cancelOpening, dismissRefusal } = model.getState();
  const last = notifications.getState().notifications.at(-1);
  if (opening !== undefined) cancelOpening();
  else if (refusal !== undefined) dismissRefusal();
  else if (last !== undefined) notifications.getState().dismiss(last.id);
  else view.getState().clearSelection();
}
