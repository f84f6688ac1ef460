import type { DataType } from '../../ir/data-type.ts';
import type { Feeds, HostTensor, Session, SessionFactory, SessionPort } from '../../runtime/session.ts';
import { numbersOf, toElements } from '../elements.ts';

export interface LinearClassifier {
  readonly input: SessionPort;
  /** Shape: [classes, values per sample]. */
  readonly weights: readonly (readonly number[])[];
  readonly outputType?: DataType;
  /** What becomes of the output's dims: to imitate models without a class output. */
  readonly outputDims?: (batch: number, classes: number) => readonly number[];
  /** Fails instead of answering from this run on. */
  readonly failure?: { readonly fromRun: number; readonly error: Error };
}

/** Scores = weights . sample: a model small enough to check by hand. Keeps what it was fed. */
export class LinearSession implements Session {
  readonly inputs: readonly SessionPort[];
  readonly outputs: readonly SessionPort[];
  readonly loadMs = 0;
  readonly backend = 'node-binding';
  readonly fed: Feeds[] = [];
  closeCount = 0;
  readonly #model: LinearClassifier;

  constructor(model: LinearClassifier) {
    this.#model = model;
    this.inputs = [model.input];
    this.outputs = [{ name: 'scores', dataType: model.outputType ?? 'float32', dims: ['N', model.weights.length] }];
  }

  async run(feeds: Feeds): Promise<Readonly<Record<string, HostTensor>>> {
    this.fed.push(feeds);
    const {
      failure,
      weights,
      input,
      outputType = 'float32',
      outputDims = (batch, classes) => [batch, classes],
    } = this.#model;
    if (failure !== undefined && this.fed.length >= failure.fromRun) throw failure.error;
    const tensor = feeds[input.name];
    const values = tensor === undefined ? undefined : numbersOf(tensor);
    if (values === undefined) throw new Error(`${input.name} was not fed`);
    const length = weights[0]?.length ?? 0;
    const batch = values.length / length;
    const scores = Array.from({ length: batch * weights.length }, (_, index) => {
      const start = Math.floor(index / weights.length) * length;
      const row = weights[index % weights.length] ?? [];
      return row.reduce((sum, weight, i) => sum + weight * (values[start + i] ?? 0), 0);
    });
    const data = toElements(scores, outputType) ?? new Uint8Array();
    return { scores: { dataType: outputType, dims: outputDims(batch, weights.length), data } };
  }

  async close(): Promise<void> {
    this.closeCount += 1;
  }

  reduce = () => Promise.reject(new Error('Not part of evaluating'));
  time = this.reduce;
  timedOutputs = this.reduce;
  memory = this.reduce;
  endProfile = this.reduce;
}

/** Opens sessions by the path of their source. An Error stands for a model that does not load. */
export const factoryOf = (sessions: Readonly<Record<string, Session | Error>>): SessionFactory => ({
  async open(source) {
    const session = source.kind === 'file' ? sessions[source.path] : undefined;
    if (session === undefined || session instanceof Error) throw session ?? new Error('No such model');
    return session;
  },
  async dispose() {},
});
