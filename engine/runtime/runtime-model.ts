import type { LoadedModel } from './runner-protocol.ts';
import type { Feeds, HostTensor, LayerTime } from './session.ts';

/** A model that a backend has loaded in this process. One call at a time. */
export interface RuntimeModel {
  readonly description: LoadedModel;
  run(feeds: Feeds, outputs: readonly string[]): Promise<Readonly<Record<string, HostTensor>>>;
  /** Makes the feeds ready that `time` uses. */
  prepare(feeds: Feeds): void;
  /** Durations in ms of `runCount` runs, each timed alone. */
  time(outputs: readonly string[], runCount: number): Promise<Float64Array>;
  /** What the last timed run gave, for those who doubt that it computed something. */
  timedOutputs(): Readonly<Record<string, HostTensor>>;
  /** The most memory of the device that was in use at a time; undefined where the backend does not tell. */
  peakDeviceBytes(): number | undefined;
  endProfile(): readonly LayerTime[];
  /** Ends the call under way, which then rejects with CallCancelled. Absent where only killing the process does that. */
  cancel?(): void;
}

/** A call ended because it was asked to. */
export class CallCancelled extends Error {
  override readonly name = 'CallCancelled';
}
