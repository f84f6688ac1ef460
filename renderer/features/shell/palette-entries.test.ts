import { describe, expect, it } from 'vitest';
import { modelId } from '../../../engine/api/contract.ts';
import { inceptionModel, inceptionSample, recentFiles, samples } from '../../testing/models.ts';
import { toPaletteGroups } from './palette-entries.ts';

const other = { ...inceptionSample, modelId: modelId.parse('other') };
const nothingOpen = { model: undefined, models: [], samples, recentFiles };
const labels = (groups: ReturnType<typeof toPaletteGroups>, name: string) =>
  groups.find((group) => group.name === name)?.entries.map(({ label }) => label) ?? [];

describe('the palette', () => {
  it('has only commands that do something on the start screen, with files and samples', () => {
    const groups = toPaletteGroups(nothingOpen);
    expect(labels(groups, 'Commands')).toEqual([
      'Open a model',
      'Switch the theme',
      'This list',
      'Execution providers of this machine',
      'Take the tour',
    ]);
    expect(labels(groups, 'Recent files')).toEqual(recentFiles.map(({ name }) => name));
    expect(labels(groups, 'Samples')).toEqual(samples.map(({ title }) => title));
    expect(groups.map(({ name }) => name)).not.toContain('Open models');
  });

  it('has every command and the other models while one is open', () => {
    const groups = toPaletteGroups({
      ...nothingOpen,
      model: inceptionModel,
      models: [inceptionModel, other],
    });
    expect(labels(groups, 'Commands')).toContain('Build and compare');
    expect(labels(groups, 'Open models')).toEqual([other.name]);
  });

  it('tells every entry from the others', () => {
    const ids = toPaletteGroups({ ...nothingOpen, model: inceptionModel, models: [inceptionModel] })
      .flatMap(({ entries }) => entries)
      .map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
