import { z } from 'zod';
import type { Plan } from '../../tuner/plan.ts';
import { planInvalid } from './errors.ts';

const port = z.object({ name: z.string(), type: z.string(), dims: z.array(z.int().min(0)) });
const texts = z.record(z.string(), z.string());

/** A session as plan.json describes it: what ONNX Runtime is to be told, by its own names. */
const session = z.object({
  provider: z.enum(['cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml']),
  threads: z.int().min(0),
  graphOptimization: z.enum(['disabled', 'basic', 'extended', 'layout', 'all']),
  configEntries: texts.default({}),
  /** Only where the C API or Python drive ONNX Runtime: its Node binding takes none. */
  providerOptions: texts.default({}),
  /** 'device': inputs and outputs stay where the provider works, as CUDA graphs need it. */
  binding: z.enum(['host', 'device']).default('host'),
});

const schema = z.object({
  kind: z.literal('lathe-plan'),
  version: z.literal(1),
  lathe: z.string(),
  onnxruntime: z.string(),
  model: z.object({ file: z.string().min(1), sha256: z.string(), sizeBytes: z.int() }),
  inputs: z.array(port),
  outputs: z.array(z.string()),
  session,
  batch: z.int().min(1),
  streams: z.int().min(1),
  /** How the model was made. */
  made: z.object({
    from: z.object({ name: z.string(), sha256: z.string() }),
    format: z.string(),
    target: z.string(),
    disabledRules: z.array(z.string()),
    enabledRules: z.array(z.string()),
    calibration: z.string().optional(),
    /** They are made up: what was measured of accuracy means nothing. */
    weights: z.literal('random').optional(),
  }),
  /** What was measured, against the model as it came at the runtime's defaults, in turns. */
  measured: z.object({
    device: z.string(),
    at: z.string(),
    speedup: z.number(),
    speedupInterval: z.object({ low: z.number(), high: z.number() }).optional(),
    latencyMs: z.object({ p50: z.number(), p90: z.number(), p99: z.number() }),
    throughput: z.number(),
    accuracy: z.looseObject({ basis: z.string(), sampleCount: z.int() }).optional(),
  }),
});

/** plan.json: what decides how the model beside it runs, how it was made, and what it was measured to do. */
export type PlanFile = z.infer<typeof schema>;

export type PlanFileSession = PlanFile['session'];

/** The session of a plan as plan.json has it. */
export const toPlanFileSession = ({ session: { provider, threads, graphOptimization, ...more } }: Plan) =>
  session.parse({ provider, threads, graphOptimization, ...more });

export const printPlanFile = (plan: PlanFile): string => `${JSON.stringify(plan, undefined, 2)}\n`;

/** Parses plan.json; `path` names it in messages. Errors: export.plan-invalid. */
export function parsePlanFile(text: string, path: string): PlanFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw planInvalid(path, 'it is no JSON', cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 3).map(({ path: at, message }) => `"${at.join('.')}": ${message}`);
  throw planInvalid(path, issues.join('; '), parsed.error);
}
