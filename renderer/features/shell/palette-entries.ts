import type { ModelId } from '../../../engine/api/contract.ts';
import type { ModelState } from '../../stores/model-store.ts';
import type { Command } from './commands.ts';
import { shortcuts } from './shortcuts.ts';

/** What choosing an entry does. */
export type PaletteAction =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'sample'; readonly sampleId: string; readonly title: string }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'model'; readonly modelId: ModelId };

export interface PaletteEntry {
  /** Unique among all entries. */
  readonly id: string;
  readonly label: string;
  /** A second line: where a file lies. */
  readonly detail?: string;
  readonly keys?: string;
  readonly action: PaletteAction;
}

export interface PaletteGroup {
  readonly name: string;
  readonly entries: readonly PaletteEntry[];
}

/** Commands that make no sense from a list. */
const unlisted: ReadonlySet<Command> = new Set(['dismiss', 'show-palette']);

const extraCommands: readonly { readonly label: string; readonly command: Command }[] = [
  { label: 'Close the model', command: 'close-model' },
  { label: 'Save the graph as SVG', command: 'save-svg' },
  { label: 'Save the graph as PNG', command: 'save-png' },
  { label: 'Print the comparison', command: 'print' },
  { label: 'Execution providers of this machine', command: 'show-providers' },
  { label: 'Take the tour', command: 'show-tour' },
];

/** Everything that can be done or opened from here; commands on a model only while one is open. */
export function toPaletteGroups({
  model,
  models,
  samples,
  recentFiles,
}: Pick<ModelState, 'model' | 'models' | 'samples' | 'recentFiles'>): readonly PaletteGroup[] {
  const commands: PaletteEntry[] = [
    ...shortcuts.flatMap(({ keys, does, command }) => (unlisted.has(command) ? [] : [{ label: does, command, keys }])),
    ...extraCommands,
  ]
    .filter(({ command }) => model !== undefined || isForAnyScreen(command))
    .map(({ label, command, ...rest }) => ({
      id: `command ${label}`,
      label,
      action: { kind: 'command', command },
      ...rest,
    }));
  const groups: readonly PaletteGroup[] = [
    { name: 'Commands', entries: commands },
    {
      name: 'Open models',
      entries: models
        .filter(({ modelId }) => modelId !== model?.modelId)
        .map(({ modelId, name, path }) => ({
          id: `model ${modelId}`,
          label: name,
          action: { kind: 'model', modelId },
          ...(path !== '' && { detail: path }),
        })),
    },
    {
      name: 'Recent files',
      entries: recentFiles.map(({ path, name }) => ({
        id: `path ${path}`,
        label: name,
        detail: path,
        action: { kind: 'path', path },
      })),
    },
    {
      name: 'Samples',
      entries: samples.map(({ id, title }) => ({
        id: `sample ${id}`,
        label: title,
        action: { kind: 'sample', sampleId: id, title },
      })),
    },
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}

const isForAnyScreen = (command: Command): boolean =>
  command === 'open' ||
  command === 'toggle-theme' ||
  command === 'show-shortcuts' ||
  command === 'show-tour' ||
  command === 'show-providers';
