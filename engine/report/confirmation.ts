import type { StepVerdict } from '../targets/confirmation/confirm-steps.ts';
import type { BoxId } from '../view/graph-view.ts';

/** A node of the graph that the runtime made. */
export interface RuntimeNodeView {
  readonly name: string;
  readonly opType: string;
  /** As ONNX Runtime names it; absent where the model was not run. */
  readonly provider?: string;
  /** Median of a few profiled runs on random inputs; absent where the model was not run. */
  readonly durationMs?: number;
}

/** What the runtime made of one planned layer. */
export interface LayerConfirmation {
  /** Of the graph after fusion. */
  readonly box: BoxId;
  readonly verdict: StepVerdict;
  readonly runtimeNodes: readonly RuntimeNodeView[];
}

/** A plan held against the graph that the runtime itself executes. */
export interface Confirmation {
  readonly target: string;
  readonly provider: string;
  /** In order of execution. */
  readonly layers: readonly LayerConfirmation[];
  readonly counts: Readonly<Record<StepVerdict, number>>;
  /** What the runtime inserted between the layers: changes of layout and copies between devices, by operator. */
  readonly inserted: readonly { readonly opType: string; readonly count: number }[];
  /** Nodes that another provider than the one asked for executed. */
  readonly elsewhere: readonly RuntimeNodeView[];
  /** Why the model was not run, so that times and providers are missing. */
  readonly notRun?: string;
}

export interface ConfirmationReport extends Confirmation {
  readonly onnxruntimeVersion: string;
}
