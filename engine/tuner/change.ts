import type { Plan, PlanSession } from './plan.ts';

/** One thing that a plan may have otherwise. */
export interface Change {
  /** In words, for lists: 'without lower-lrn', 'threads do not spin'. */
  readonly name: string;
  /** What of a plan it changes. */
  readonly of: 'session' | 'rules' | 'weights';
  /** The plan with it. */
  readonly apply: (plan: Plan) => Plan;
}

/** One thing of a session. */
export type SessionChange = Change & { readonly of: 'session' };

export const sessionChange = (name: string, change: Partial<PlanSession>): SessionChange => ({
  name,
  of: 'session',
  apply: (plan) => ({ ...plan, session: { ...plan.session, ...change } }),
});

/** Adds session config entries to those of the plan. */
export const entriesChange = (name: string, configEntries: Readonly<Record<string, string>>): SessionChange => ({
  name,
  of: 'session',
  apply: (plan) => ({
    ...plan,
    session: { ...plan.session, configEntries: { ...plan.session.configEntries, ...configEntries } },
  }),
});

/** Tells the provider one more thing. Options reach it through the C API alone. */
export const optionsChange = (name: string, providerOptions: Readonly<Record<string, string>>): SessionChange => ({
  name,
  of: 'session',
  apply: ({ session, ...plan }) => ({
    ...plan,
    session: { ...session, backend: 'c-api', providerOptions: { ...session.providerOptions, ...providerOptions } },
  }),
});

/** Inputs and outputs stay in the device's memory. */
export const boundTensors: SessionChange = sessionChange('tensors on the device', {
  backend: 'c-api',
  binding: 'device',
});

/** Changes of the session that only help together. */
export const together = (name: string, ...changes: readonly SessionChange[]): SessionChange => ({
  name,
  of: 'session',
  apply: (plan) => changes.reduce((changed, change) => change.apply(changed), plan),
});
