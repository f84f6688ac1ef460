import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { BenchmarkVariant } from '../benchmark/benchmark.ts';
import { type PlanFile, parsePlanFile } from '../export/bundle/plan-file.ts';
import { fileError } from '../files/errors.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { type CommandIo, type ParsedArguments, resolvePath } from './command.ts';

export const planOptions = { plan: { type: 'string', multiple: true } } as const;

export const planUsage = `  --plan FILE      a plan.json of 'lathe tune', measured as it says beside the models; repeatable. Without --provider,
                   --threads and --shape these are the first plan's`;

export interface NamedPlan {
  readonly name: string;
  readonly path: string;
  readonly plan: PlanFile;
}

/** The plans of a command line. Those that have one name are numbered. Errors: file.*, export.plan-invalid. */
export async function readPlans(parsed: ParsedArguments, io: CommandIo): Promise<readonly NamedPlan[]> {
  const paths = parsed.texts('plan').map((written) => resolvePath(io, written));
  return Promise.all(
    paths.map(async (path, index) => {
      const text = await readFile(path, 'utf8').catch((cause: unknown) => {
        throw fileError(path, cause);
      });
      const name = paths.length === 1 ? basename(path) : `${basename(path)} (${index + 1})`;
      return { name, path, plan: parsePlanFile(text, path) };
    }),
  );
}

export const shapesOf = ({ plan }: NamedPlan): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(plan.inputs.map(({ name, dims }) => [name, dims]));

/** The model of a plan, run as the plan says. Errors: file.* where the model is gone. */
export async function toPlanVariant({ name, path, plan }: NamedPlan): Promise<BenchmarkVariant> {
  const modelPath = join(dirname(path), plan.model.file);
  await stat(modelPath).catch((cause: unknown) => {
    throw fileError(modelPath, cause);
  });
  return {
    id: name,
    source: { kind: 'file', path: modelPath },
    sizeBytes: plan.model.sizeBytes,
    session: toSession(plan),
  };
}

function toSession({ session }: PlanFile): Partial<SessionOptions> {
  const { provider, threads, graphOptimization, configEntries, providerOptions, binding } = session;
  const needsCApi = Object.keys(providerOptions).length > 0 || binding === 'device';
  const options = { provider, threads, graphOptimization, configEntries };
  return needsCApi ? { ...options, backend: 'c-api', providerOptions, binding } : options;
}
