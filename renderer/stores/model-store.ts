import { createStore } from 'zustand/vanilla';
import type {
  AppInfo,
  ModelId,
  ModelSummary,
  RecentFile,
  Result,
  SampleView,
  SessionState,
  TargetName,
  WireError,
} from '../../engine/api/contract.ts';
import { isAbort } from '../../engine/errors.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { findMainFile, findWeightsFile, toModelGroups } from './dropped-files.ts';
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
  /** The model that is shown: one of `models`. */
  readonly model: ModelSummary | undefined;
  /** Every open model, in the order of their tabs. */
  readonly models: readonly ModelSummary[];
  /** Goes on beside an open model, which stays until the new one is there. */
  readonly opening: Opening | undefined;
  readonly refusal: ModelRefusal | undefined;
  readonly target: TargetName;
  readonly info: AppInfo | undefined;
  readonly samples: readonly SampleView[];
  readonly recentFiles: readonly RecentFile[];
  /** Reads what the start screen shows and finds models that a reloaded window left open. */
  load(): Promise<Result<AppInfo>>;
  /**
   * Opens a model beside those that are open; one that is open already is read again. Several model files are opened one by one, and
   * those of them that were refused are told by name.
   */
  open(source: ModelSource): Promise<readonly ModelRefusal[]>;
  /** Opens what an earlier start left open. What cannot be opened any more is told by name. */
  restore(session: Pick<SessionState, 'models' | 'active'>): Promise<readonly ModelRefusal[]>;
  /** Turns to another open model. */
  show(modelId: ModelId): void;
  /** Opens through the native dialog of the desktop window. */
  choose(): Promise<readonly ModelRefusal[]>;
  cancelOpening(): void;
  /** After a lost connection: an engine that was restarted has lost its models; those with a path are read again. */
  recover(): Promise<void>;
  /** Closes a model, by default the one that is shown; its neighbour is shown then. */
  close(modelId?: ModelId): Promise<void>;
  setTarget(target: TargetName): void;
  restoreTarget(target: TargetName): void;
  dismissRefusal(): void;
  clearRecent(): Promise<Result<true>>;
}

export type ModelStore = ReturnType<typeof createModelStore>;

/** The open models, which of them is shown, their target, and the ways to open another. */
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

    /** Opens one model and shows it. True unless it was refused or cancelled. */
    const openOne = async (source: ModelSource): Promise<boolean> => {
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
        return false;
      }
      if (!result.ok) {
        set({ opening: undefined, refusal: { name, error: result.error } });
        return false;
      }
      const opened = result.value;
      const { models } = get();
      const earlier =
        source.kind === 'random-weights'
          ? models.find(({ modelId }) => modelId === source.model.modelId)
          : models.find(({ path }) => path !== '' && path === opened.path);
      set({
        opening: undefined,
        model: opened,
        models: earlier ? models.map((model) => (model === earlier ? opened : model)) : [...models, opened],
      });
      if (earlier?.modelId !== opened.modelId) await release(earlier?.modelId);
      return true;
    };

    /** Opens models one by one until they are open or cancelled. What is refused is told at once where it is the only one. */
    const openAll = async (sources: readonly ModelSource[]): Promise<readonly ModelRefusal[]> => {
      const refusals: ModelRefusal[] = [];
      for (const source of sources) {
        const opened = await openOne(source);
        const { refusal } = get();
        if (!opened && refusal === undefined) break;
        if (refusal !== undefined && sources.length > 1) {
          refusals.push(refusal);
          set({ refusal: undefined });
        }
      }
      return refusals;
    };

    const readRecent = async () => {
      const recent = await client.rpc.recent.list();
      if (recent.ok) set({ recentFiles: recent.value });
    };

    return {
      model: undefined,
      models: [],
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
        if (open.ok && get().models.length === 0) set({ models: open.value, model: open.value.at(-1) });
        return info;
      },

      open: async (source) => {
        const refusals = await openAll(toSingleModels(source));
        await readRecent();
        return refusals;
      },

      restore: async ({ models, active }) => {
        const refusals: ModelRefusal[] = [];
        const shown: ModelId[] = [];
        for (const source of models) {
          const opened = (await openOne(source)) ? get().model : undefined;
          if (opened) shown.push(opened.modelId);
          const { refusal } = get();
          if (refusal !== undefined) refusals.push(refusal);
          set({ refusal: undefined });
        }
        const modelId = shown[active] ?? shown.at(-1);
        if (modelId !== undefined) get().show(modelId);
        return refusals;
      },

      show: (modelId) => {
        const model = get().models.find((candidate) => candidate.modelId === modelId);
        if (model !== undefined) set({ model });
      },

      choose: async () => {
        const chosen = await client.rpc.host.chooseFiles({ purpose: 'model' });
        if (!chosen.ok) {
          set({ refusal: { name: '', error: chosen.error } });
          return [];
        }
        const files = chosen.value.map((path) => ({ path, name: fileNameOf(path) }));
        const groups = toModelGroups(files).filter((group) => group.length > 0);
        const refusals = await openAll(groups.map(toSource));
        await readRecent();
        return refusals;
      },

      cancelOpening: () => {
        abort.abort();
        set({ opening: undefined });
      },

      recover: async () => {
        const { model, models } = get();
        if (model === undefined) {
          await get().load();
          return;
        }
        const open = await client.rpc.models.list();
        if (!open.ok) return;
        const lost = models.filter(({ modelId }) => !open.value.some((kept) => kept.modelId === modelId));
        if (lost.length === 0) return;
        const gone = lost.filter(({ path }) => path === '');
        const kept = models.filter((candidate) => !gone.includes(candidate));
        set({ models: kept, model: kept.includes(model) ? model : kept.at(-1) });
        for (const { path } of lost) if (path !== '') await openOne({ kind: 'path', path });
        const [first] = gone;
        if (first !== undefined) set({ refusal: { name: first.name, error: engineRestarted } });
        const again = get().models.find(({ path }) => path !== '' && path === model.path);
        if (again !== undefined) set({ model: again });
      },

      close: async (modelId = get().model?.modelId) => {
        const { model, models } = get();
        const index = models.findIndex((candidate) => candidate.modelId === modelId);
        if (modelId === undefined || index < 0) return;
        const rest = models.filter((_, at) => at !== index);
        const next = model?.modelId === modelId ? (rest[index] ?? rest.at(-1)) : model;
        set({ models: rest, model: next });
        await release(modelId);
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
function toSource(files: readonly { readonly path: string; readonly name: string }[]): ModelSource {
  const main = findMainFile(files) ?? files[0];
  const weights = findWeightsFile(files.filter((file) => file !== main));
  return { kind: 'path', path: main?.path ?? '', ...(weights && { weightsPath: weights.path }) };
}

const fileNameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** Files that hold several models, as one source for each with the other files beside it. */
function toSingleModels(source: ModelSource): readonly ModelSource[] {
  if (source.kind !== 'files') return [source];
  return toModelGroups(source.files).map((files) => ({ kind: 'files', files }));
}

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
