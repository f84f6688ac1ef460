import type { SessionOptions } from '../session.ts';
import type { OrtApi, Pointer } from './api.ts';
import type { Scope } from './scope.ts';
import { recordsGraph } from './session-options.ts';

/** A run that is neither recorded nor replayed. Source: kOrtRunOptionsConfigCudaGraphAnnotation, ONNX Runtime 1.29. */
const NO_GRAPH = -1;

/**
 * Options of runs. Where a provider records graphs they also say which one they are: a graph replays the addresses that it was
 * recorded with, so feeds at other addresses need another graph, or none.
 */
export function createRunOptions(
  scope: Scope,
  api: OrtApi,
  options: SessionOptions,
  kind: 'unrecorded' | { readonly graph: number },
): Pointer {
  const native = scope.own(api.create('CreateRunOptions'), (each) => api.callPlain('ReleaseRunOptions', each));
  if (recordsGraph(options)) {
    const graph = kind === 'unrecorded' ? NO_GRAPH : kind.graph;
    api.call('AddRunConfigEntry', native, 'gpu_graph_id', `${graph}`);
  }
  return native;
}
