import { benchmark, type VariantOutcome } from '../../engine/benchmark/benchmark.ts';
import { randomFeeds } from '../../engine/benchmark/feeds.ts';
import type { Interval } from '../../engine/benchmark/statistics.ts';
import { type Tensor, tensorOfBytes } from '../../engine/ir/tensor.ts';
import type { Feeds, HostTensor, Session, SessionFactory, SessionOptions } from '../../engine/runtime/session.ts';
import { sqnrDb } from '../../engine/testing/sqnr.ts';
import { buildFloat16 } from './build-plan.ts';
import type { Network } from './networks.ts';
import type { GpuPlan } from './plans.ts';

export interface NetworkResult {
  readonly network: string;
  readonly batch: number;
  /** The original through onnxruntime-node's binding with its CUDA defaults, FP32, p50. */
  readonly baselineMs: number;
  /** Plans that were screened with their p50 in ms, or why they lost. */
  readonly screened: readonly { readonly plan: string; readonly p50?: number; readonly failure?: string }[];
  readonly best: {
    readonly name: string;
    readonly p50: number;
    readonly p99: number;
    readonly speedup: number;
    readonly interval?: Interval;
  };
  /** Of the plan's outputs against the original's, on the same inputs; and of its timed runs against a run on its own. */
  readonly sqnr: number;
  readonly replaySqnr: number;
}

export interface MeasureRequest {
  readonly network: Network;
  readonly batch: number;
  readonly path: string;
  readonly work: string;
  readonly factory: SessionFactory;
  say(line: string): void;
}

const cuda = { provider: 'cuda', threads: 0 } as const;

export async function measureNetwork(request: MeasureRequest): Promise<NetworkResult> {
  const { network, batch, path, work, factory, say } = request;
  const shapes = network.shapes(batch);
  const original = { id: 'original', source: { kind: 'file', path }, sizeBytes: 0 } as const;
  const built = new Map<string, string>();
  const variants = [];
  for (const plan of network.plans) {
    const key = plan.enabledRules.join();
    const file = built.get(key) ?? (await buildFloat16(path, shapes, plan.enabledRules, work)).path;
    built.set(key, file);
    variants.push({
      id: plan.name,
      source: { kind: 'file', path: file } as const,
      sizeBytes: 0,
      session: plan.session,
    });
  }
  const screening = await benchmark(
    variants,
    { ...cuda, shapes, budget: { kind: 'exactly', runCount: 60 } },
    { factory },
  );
  const screened = screening.variants.map((outcome) => describe(outcome));
  for (const { plan, p50, failure } of screened) {
    say(`${network.name} ${batch}: ${plan}: ${p50?.toFixed(3) ?? `lost, ${failure}`}`);
  }
  const fastest = screening.variants.filter(isMeasured).sort((a, b) => a.latencyMs.p50 - b.latencyMs.p50)[0];
  const winner = variants.find(({ id }) => id === fastest?.id);
  if (!winner) throw new Error(`No plan of ${network.name} ran`);
  const final = await benchmark(
    [original, winner],
    { ...cuda, shapes, budget: { kind: 'exactly', runCount: 240 } },
    { factory },
  );
  const [baseline, best] = final.variants;
  if (!isMeasured(baseline) || !isMeasured(best)) throw new Error(failureOf(baseline) ?? failureOf(best));
  const proof = await prove(request, winner.source.path, winner.session);
  say(
    `${network.name} ${batch}: original ${baseline.latencyMs.p50.toFixed(3)}, ${best.id} ${best.latencyMs.p50.toFixed(3)}`,
  );
  return {
    network: network.name,
    batch,
    baselineMs: baseline.latencyMs.p50,
    screened,
    best: {
      name: best.id,
      p50: best.latencyMs.p50,
      p99: best.latencyMs.p99,
      speedup: best.speedup?.ratio ?? Number.NaN,
      ...(best.speedup?.interval && { interval: best.speedup.interval }),
    },
    ...proof,
  };
}

type Measured = Extract<VariantOutcome, { readonly status: 'measured' }>;

const isMeasured = (outcome: VariantOutcome | undefined): outcome is Measured => outcome?.status === 'measured';

const failureOf = (outcome: VariantOutcome | undefined): string | undefined =>
  outcome?.status === 'failed' ? outcome.error.message : undefined;

const describe = (outcome: VariantOutcome) =>
  outcome.status === 'measured'
    ? { plan: outcome.id, p50: outcome.latencyMs.p50 }
    : { plan: outcome.id, failure: outcome.error.message };

/** That the plan computes what the original does, and that its timed runs do too. */
async function prove(
  { network, batch, path, factory }: MeasureRequest,
  planPath: string,
  planSession: GpuPlan['session'],
): Promise<{ readonly sqnr: number; readonly replaySqnr: number }> {
  const shapes = network.shapes(batch);
  const withSession = async <T>(
    file: string,
    options: Partial<SessionOptions>,
    work: (session: Session, feeds: Feeds) => Promise<T>,
  ) => {
    const session = await factory.open({ kind: 'file', path: file }, { ...cuda, graphOptimization: 'all', ...options });
    try {
      return await work(session, randomFeeds(session.inputs, { shapes }).feeds);
    } finally {
      await session.close();
    }
  };
  const wanted = await withSession(path, {}, (session, feeds) => session.run(feeds));
  const { given, replayed } = await withSession(planPath, planSession, async (session, feeds) => {
    await session.time(feeds, 5);
    return { given: await session.run(feeds), replayed: await session.timedOutputs() };
  });
  const names = Object.keys(wanted);
  const worst = (a: Readonly<Record<string, HostTensor>>, b: Readonly<Record<string, HostTensor>>) =>
    Math.min(...names.map((name) => sqnrDb(toTensor(a[name]), toTensor(b[name]))));
  return { sqnr: worst(wanted, given), replaySqnr: worst(given, replayed) };
}

function toTensor(tensor: HostTensor | undefined): Tensor {
  if (!tensor) throw new Error('An output is missing');
  return tensorOfBytes(tensor.dataType, tensor.dims, tensor.data);
}
