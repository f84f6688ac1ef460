import { createStore } from 'zustand/vanilla';
import type {
  AppInfo,
  ModelId,
  ModelSummary,
  RecentFile,
  Result,
  SampleView,
  TargetName,
  WireError,
} from '../../engine/api/contract.ts';
import { isAbort } from '../../engine/errors.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { findMainFile, findWeightsFile } from './dropped-files.ts';
import type { SettingsWriter } from './settings-writer.ts';

/** Where a model comes from. */
export type ModelSource =
  | { readonly kind: 'path'; readonly path: string; readonly weightsPath?: string }
  /** The open model again, with made-up weights in place of those that it lacks. */
  | { readonly kind: 'random-weights'; readonly model: ModelSummary }
  | { readonly kind: 'sample'; readonly sampleId: string; readonly title: string }
  | { readonly kind: 'files'; readonly files: readonly File[] };

/** What is being opened; `sentFraction` only while an upload is on its way. */
export interface Opening {
  readonly name: string;
  readonly phase: 'sending' | 'reading';
  readonly sentFraction: number;
}

export interface ModelRefusal {
  readonly name: string;
  readonly error: WireError;
}

export interface ModelState {
  readonly model: ModelSummary | undefined;
  /** Goes on beside an open model, which stays until the new one is there. */
  readonly opening: Opening | undefined;
  readonly refusal: ModelRefusal | undefined;
  readonly target: TargetName;
  readonly info: AppInfo | undefined;
  readonly samples: readonly SampleView[];
  readonly recentFiles: readonly RecentFile[];
  /** Reads what the start screen shows and finds models that a reloaded window left open. */
  load(): Promise<Result<AppInfo>>;
  open(source: ModelSource): Promise<void>;
  /** Opens through the native dialog of the desktop window. */
  choose(): Promise<void>;
  cancelOpening(): void;
  /** After a lost connection: an engine that was restarted has lost the model; it is read again where it has a path. */
  recover(): Promise<void>;
  close(): Promise<void>;
  setTarget(target: TargetName): void;
  restoreTarget(target: TargetName): void;
  dismissRefusal(): void;
  clearRecent(): Promise<Result<true>>;
}

export type ModelStore = ReturnType<typeof createModelStore>;

/** The open model, its target, and the ways to open another. */
export function createModelStore(client: WorkbenchClient, settings: SettingsWriter) {
  return createStore<ModelState>()((set, get) => {
    let abort = new AbortController();

    const release = async (modelId: ModelId | undefined) => {
      if (modelId !== undefined) await client.rpc.models.close({ modelId });
    };

    const fetchModel = async (source: ModelSource, signal: AbortSignal): Promise<Result<ModelSummary>> => {
      if (source.kind === 'sample') return client.rpc.models.open({ kind: 'sample', sampleId: source.sampleId });
      if (source.kind === 'random-weights') return client.rpc.models.fillWeights({ modelId: source.model.modelId });
      if (source.kind === 'path') return client.rpc.models.open(source);
      const main = findMainFile(source.files);
      if (main === undefined) return nothingToOpen;
      const path = client.pathOf(main);
      if (path !== '') return client.rpc.models.open({ kind: 'path', path, ...weightsOf(main, source.files, client) });
      const onProgress = (sentFraction: number) => {
        if (!signal.aborted) set({ opening: { name: main.name, phase: 'sending', sentFraction } });
      };
      onProgress(0);
      const upload = await client.upload(source.files, { onProgress, signal });
      if (!upload.ok || signal.aborted) return upload.ok ? nothingToOpen : upload;
      set({ opening: { name: main.name, phase: 'reading', sentFraction: 1 } });
      return client.rpc.models.open({ kind: 'upload', uploadId: upload.value.uploadId });
    };

    return {
      model: undefined,
      opening: undefined,
      refusal: undefined,
      target: 'onnxruntime-cpu',
      info: undefined,
      samples: [],
      recentFiles: [],

      load: async () => {
        const [info, samples, recent, open] = await Promise.all([
          client.rpc.app.info(),
          client.rpc.samples.list(),
          client.rpc.recent.list(),
          client.rpc.models.list(),
        ]);
        if (info.ok) set({ info: info.value });
        if (samples.ok) set({ samples: samples.value });
        if (recent.ok) set({ recentFiles: recent.value });
        if (open.ok && get().model === undefined) set({ model: open.value.at(-1) });
        return info;
      },

      open: async (source) => {
        abort.abort();
        abort = new AbortController();
        const { signal } = abort;
        const name = nameOf(source);
        set({ opening: { name, phase: 'reading', sentFraction: 0 }, refusal: undefined });
        const result = await fetchModel(source, signal).catch((error: unknown) => {
          if (isAbort(error)) return undefined;
          throw error;
        });
        if (signal.aborted || result === undefined) {
          if (result?.ok) await release(result.value.modelId);
          return;
        }
        if (!result.ok) {
          set({ opening: undefined, refusal: { name, error: result.error } });
          return;
        }
        const previous = get().model;
        set({ opening: undefined, model: result.value });
        if (previous?.modelId !== result.value.modelId) await release(previous?.modelId);
        const recent = await client.rpc.recent.list();
        if (recent.ok) set({ recentFiles: recent.value });
      },

      choose: async () => {
        const chosen = await client.rpc.host.chooseFiles({ purpose: 'model' });
        if (!chosen.ok) set({ refusal: { name: '', error: chosen.error } });
        else if (chosen.value.length > 0) await get().open(toSource(chosen.value));
      },

      cancelOpening: () => {
        abort.abort();
        set({ opening: undefined });
      },

      recover: async () => {
        const { model } = get();
        if (model === undefined) {
          await get().load();
          return;
        }
        const open = await client.rpc.models.list();
        if (!open.ok || open.value.some(({ modelId }) => modelId === model.modelId)) return;
        if (model.path !== '') return get().open({ kind: 'path', path: model.path });
        set({ model: undefined, refusal: { name: model.name, error: engineRestarted } });
      },

      close: async () => {
        const { model } = get();
        set({ model: undefined });
        await release(model?.modelId);
      },

      setTarget: (target) => {
        set({ target });
        settings.write({ target });
      },
      restoreTarget: (target) => set({ target }),
      dismissRefusal: () => set({ refusal: undefined }),

      clearRecent: async () => {
        const result = await client.rpc.recent.clear();
        if (!result.ok) return result;
        set({ recentFiles: result.value });
        return { ok: true, value: true };
      },
    };
  });
}

const engineRestarted: WireError = {
  code: 'engine.restarted',
  message: 'The engine was restarted and no longer has this model.',
  details: {},
};

const nothingToOpen: Result<never> = {
  ok: false,
  error: { code: 'file.no-model', message: 'None of these files is a model.', details: {} },
};

/** The weights that were dropped with a network: they may lie in another folder. */
function weightsOf(main: File, files: readonly File[], client: WorkbenchClient): { readonly weightsPath?: string } {
  const weights = findWeightsFile(files.filter((file) => file !== main));
  return weights ? { weightsPath: client.pathOf(weights) } : {};
}

/** Files of the native dialog: a network and its weights may be chosen together. */
function toSource(paths: readonly string[]): ModelSource {
  const files = paths.map((path) => ({ path, name: fileNameOf(path) }));
  const main = findMainFile(files) ?? files[0];
  const weights = findWeightsFile(files.filter((file) => file !== main));
  return { kind: 'path', path: main?.path ?? '', ...(weights && { weightsPath: weights.path }) };
}

const fileNameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

function nameOf(source: ModelSource): string {
  switch (source.kind) {
    case 'path':
      return fileNameOf(source.path);
    case 'sample':
      return source.title;
    case 'random-weights':
      return source.model.name;
    case 'files':
      return findMainFile(source.files)?.name ?? source.files[0]?.name ?? '';
  }
}
