import type { ProviderName } from '../../runtime/session.ts';
import { targetForProvider } from '../../targets/targets.ts';
import type { Plan } from '../plan.ts';

/** A plan in FP32 with nothing chosen: the provider's own target and session, one thread, one sample at a time. */
export const plainPlan = (provider: ProviderName): Plan => ({
  format: 'fp32',
  rewrite: { target: targetForProvider(provider), disabledRules: [], enabledRules: [] },
  session: { provider, threads: 1, graphOptimization: 'all' },
  shapes: {},
  batch: 1,
  streams: 1,
});
