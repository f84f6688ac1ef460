import { createStore } from 'zustand/vanilla';
import type { ModelId, Result, TargetName, TensorPreview, WireError } from '../../engine/api/contract.ts';
import type { ComparedGraphs, GraphView, OriginalGraph, StageName } from '../../engine/view/graph-view.ts';
import { unpackComparison, unpackGraph, unpackOriginal } from '../../engine/view/packed-graph.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import { type RewriteSwitches, toWireSwitches } from './rewrite-switches.ts';

/** What the graphs are of. */
export interface GraphRequest {
  readonly modelId: ModelId;
  readonly target: TargetName;
  readonly switches: RewriteSwitches;
}

export type GraphLoad =
  | { readonly status: 'empty' }
  /** The original comes first; `previous` stays on screen while the same model is planned anew. */
  | {
      readonly status: 'loading';
      readonly request: GraphRequest;
      readonly original?: OriginalGraph;
      readonly previous?: ComparedGraphs;
    }
  | {
      readonly status: 'ready';
      readonly request: GraphRequest;
      readonly original: OriginalGraph;
      readonly graphs: ComparedGraphs;
    }
  | { readonly status: 'failed'; readonly request: GraphRequest; readonly error: WireError };

/** A stage of the rewriting that is looked at in place of its end. */
export interface ShownStage {
  readonly name: StageName;
  /** Layers after it. */
  readonly count: number;
  readonly graph: GraphView;
}

export interface GraphState {
  readonly load: GraphLoad;
  /** Only one is kept: the engine has them all. */
  readonly stage: ShownStage | undefined;
  /** Why a stage could not be shown. */
  readonly stageFailure: WireError | undefined;
  /** Shows a stage; its end, the fused graph, where the name is undefined. */
  showStage(name: StageName | undefined): Promise<void>;
  /** Plans a model for a target, as it is switched. */
  open(modelId: ModelId, target: TargetName, switches: RewriteSwitches): Promise<void>;
  retry(): Promise<void>;
  close(): void;
  /** One tensor's values for the inspector; nothing is kept here. */
  previewTensor(value: string): Promise<Result<TensorPreview>>;
}

export type GraphStore = ReturnType<typeof createGraphStore>;

/** Both graphs of the open model. Only the newest request's answers are kept. */
export function createGraphStore(client: WorkbenchClient) {
  return createStore<GraphState>()((set, get) => {
    const plan = async (request: GraphRequest) => {
      const { modelId, target, switches } = request;
      const before = get().load;
      const previous = findGraphs(before, modelId);
      const loading: GraphLoad = { status: 'loading', request, ...(previous && { previous }) };
      set({ load: loading, stage: undefined, stageFailure: undefined });
      const isOvertaken = () => {
        const { load } = get();
        return load.status === 'empty' || load.request !== request;
      };
      const drawn = await originalOf(before, request);
      if (isOvertaken()) return;
      if (!drawn.ok) return set({ load: { status: 'failed', request, error: drawn.error } });
      const original = drawn.value;
      set({ load: { status: 'loading', request, original, ...(previous && { previous }) } });
      const compared = await client.rpc.models.graph({ modelId, target, ...toWireSwitches(switches) });
      if (isOvertaken()) return;
      set({
        load: compared.ok
          ? { status: 'ready', request, original, graphs: unpackComparison(compared.value, original.graph) }
          : { status: 'failed', request, error: compared.error },
      });
    };

    /** The original does not depend on what is switched: the one that is there serves. */
    const originalOf = async (load: GraphLoad, { modelId, target }: GraphRequest): Promise<Result<OriginalGraph>> => {
      const known = load.status === 'ready' || load.status === 'loading' ? load : undefined;
      if (known?.original?.target === target && known.request.modelId === modelId)
        return { ok: true, value: known.original };
      const result = await client.rpc.models.original({ modelId, target });
      return result.ok ? { ok: true, value: unpackOriginal(result.value) } : result;
    };

    return {
      load: { status: 'empty' },
      stage: undefined,
      stageFailure: undefined,
      showStage: async (name) => {
        const { load } = get();
        if (load.status !== 'ready' || name === undefined) return set({ stage: undefined, stageFailure: undefined });
        const { modelId, target, switches } = load.request;
        const result = await client.rpc.models.stage({ modelId, target, ...toWireSwitches(switches), stage: name });
        if (get().load !== load) return;
        const count = load.graphs.layers.stages.find((stage) => stage.name === name)?.count ?? 0;
        set(
          result.ok
            ? { stage: { name, count, graph: unpackGraph(result.value) }, stageFailure: undefined }
            : { stage: undefined, stageFailure: result.error },
        );
      },
      open: (modelId, target, switches) => plan({ modelId, target, switches }),
      retry: async () => {
        const { load } = get();
        if (load.status !== 'empty') await plan(load.request);
      },
      close: () => set({ load: { status: 'empty' }, stage: undefined, stageFailure: undefined }),
      previewTensor: async (value) => {
        const { load } = get();
        if (load.status === 'empty') return modelNotOpen;
        return client.rpc.models.tensor({ modelId: load.request.modelId, value });
      },
    };
  });
}

const modelNotOpen: Result<never> = {
  ok: false,
  error: { code: 'model.not-open', message: 'No model is open.', details: {} },
};

function findGraphs(load: GraphLoad, modelId: ModelId): ComparedGraphs | undefined {
  if (load.status === 'empty' || load.request.modelId !== modelId) return undefined;
  if (load.status === 'ready') return load.graphs;
  return load.status === 'loading' ? load.previous : undefined;
}

/** The graphs to draw, also while newer ones are on their way. */
export const selectGraphs = ({ load }: GraphState): ComparedGraphs | undefined => {
  if (load.status === 'ready') return load.graphs;
  return load.status === 'loading' ? load.previous : undefined;
};
