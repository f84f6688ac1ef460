import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { parseProfile } from '../profile.ts';
import type { LoadCall, LoadedModel, LoadedPort } from '../runner-protocol.ts';
import type { RuntimeModel } from '../runtime-model.ts';
import type { Feeds, HostTensor, LayerTime, ProviderName } from '../session.ts';
import type { Library } from './library.ts';
import { toBindingTensor, toHostTensor } from './tensors.ts';

/** A model loaded through the Node binding. Every run blocks the calling thread until it is done. */
export class BoundModel implements RuntimeModel {
  #preparedFeeds: Readonly<Record<string, Tensor>> | undefined;

  private constructor(
    private readonly library: Library,
    private readonly session: InferenceSession,
    private readonly profilePrefix: string | undefined,
    readonly description: LoadedModel,
  ) {}

  /** `fallback` says why it takes the place of another backend. */
  static async load(library: Library, call: LoadCall, fallback?: string): Promise<BoundModel> {
    const start = performance.now();
    const session = await library.InferenceSession.create(call.path, toBindingOptions(call));
    const loadMs = performance.now() - start;
    const description = {
      inputs: session.inputMetadata.map(toPort),
      outputs: session.outputMetadata.map(toPort),
      loadMs,
      backend: 'node-binding' as const,
      ...(fallback !== undefined && { fallback }),
    };
    return new BoundModel(library, session, call.profilePrefix, description);
  }

  async run(feeds: Feeds, outputs: readonly string[]): Promise<Record<string, HostTensor>> {
    const results = await this.session.run(this.#toBinding(feeds), outputs);
    return Object.fromEntries(
      outputs.map((name) => [name, toHostTensor(name, required(results[name], `output '${name}'`))]),
    );
  }

  /** Converts the feeds that `time` uses. */
  prepare(feeds: Feeds): void {
    this.#preparedFeeds = undefined;
    this.#preparedFeeds = this.#toBinding(feeds);
  }

  /**
   * Durations in ms of `runCount` runs. Timed is `session.run` of the binding and nothing else: feeds are ready, outputs
   * are dropped. That includes what every user of the binding pays, a turn of the event loop and output allocation.
   */
  async time(outputs: readonly string[], runCount: number): Promise<Float64Array> {
    const feeds = required(this.#preparedFeeds, 'prepared feeds');
    const durations = new Float64Array(runCount);
    for (let run = 0; run < runCount; run++) {
      const start = performance.now();
      await this.session.run(feeds, outputs);
      durations[run] = performance.now() - start;
    }
    return durations;
  }

  timedOutputs(): never {
    throw new Error('The Node binding keeps no outputs of timed runs');
  }

  /** The binding does not tell. */
  peakDeviceBytes(): undefined {}

  /** Ends profiling and reads what was written. The binding does not tell the file's name, which ends in a timestamp. */
  endProfile(): readonly LayerTime[] {
    this.session.endProfiling();
    const prefix = required(this.profilePrefix, 'profile: the session was opened without one');
    const folder = dirname(prefix);
    const file = readdirSync(folder).find((name) => name.startsWith(`${basename(prefix)}_`) && name.endsWith('.json'));
    return parseProfile(readFileSync(join(folder, required(file, 'profile file')), 'utf8'));
  }

  #toBinding(feeds: Feeds): Record<string, Tensor> {
    return Object.fromEntries(
      Object.entries(feeds).map(([name, tensor]) => [name, toBindingTensor(this.library, tensor)]),
    );
  }
}

function toBindingOptions({ options, profilePrefix }: LoadCall): InferenceSession.SessionOptions {
  return {
    executionProviders: providersFor(options.provider),
    graphOptimizationLevel: options.graphOptimization,
    executionMode: 'sequential',
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...(options.threads > 0 && { intraOpNumThreads: options.threads }),
    ...(options.optimizedModelPath !== undefined && { optimizedModelFilePath: options.optimizedModelPath }),
    ...(options.profile && profilePrefix !== undefined && { enableProfiling: true, profileFilePrefix: profilePrefix }),
    // Not only for WebAssembly, whatever its documentation says; the binding flattens nested keys with dots.
    ...(options.configEntries && { extra: { ...options.configEntries } }),
  };
}

/** ONNX Runtime adds the CPU provider behind these by itself, for the nodes they do not take. */
function providersFor(provider: ProviderName): string[] {
  return provider === 'tensorrt' ? ['tensorrt', 'cuda'] : [provider];
}

const toPort = (metadata: InferenceSession.ValueMetadata): LoadedPort =>
  metadata.isTensor
    ? { name: metadata.name, type: metadata.type, dims: metadata.shape }
    : { name: metadata.name, dims: [] };

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`There is no ${name}`);
  return value;
}
