import type { AnyContractRouter } from '@orpc/contract';
import type { Router } from '@orpc/server';

/** What a transport needs to know of a router: that its procedures ask for no context. `Engine['router']` is one. */
export type ServedRouter = Router<AnyContractRouter, Record<never, never>>;
