import { z } from 'zod';
import type { AppEvent } from '../engine/api/contract.ts';

/**
 * What main process and engine process tell each other beside the contract. Ports travel with `connect` and
 * `runner-started`. What the engine asks is parsed, because the main process acts on it; what the main process says is
 * its own child's orders, typed by the same schema.
 */

const runnerId = z.number().int().nonnegative();
const requestId = z.number().int().nonnegative();

export const engineRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('spawn-runner'), runnerId }),
  z.object({ type: z.literal('kill-runner'), runnerId }),
  z.object({
    type: z.literal('choose-files'),
    requestId,
    purpose: z.enum(['model', 'data', 'data-folder', 'labels']),
  }),
  z.object({ type: z.literal('choose-save-path'), requestId, suggestedName: z.string().min(1).max(255) }),
  z.object({ type: z.literal('show-in-folder'), requestId, path: z.string().min(1).max(4096) }),
]);
export type EngineRequest = z.infer<typeof engineRequest>;

const appEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open-file'), path: z.string() }),
  z.object({
    type: z.literal('menu'),
    command: z.enum(['open', 'close-model', 'export', 'compare', 'zoom-to-fit', 'toggle-theme', 'show-shortcuts']),
  }),
]) satisfies z.ZodType<AppEvent>;

export const engineOrder = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connect') }),
  z.object({ type: z.literal('event'), event: appEvent }),
  /** Answers a request that carried this id: paths for the dialogs, none for `show-in-folder`. */
  z.object({ type: z.literal('reply'), requestId, paths: z.array(z.string()) }),
  z.object({ type: z.literal('request-failed'), requestId, message: z.string() }),
  z.object({ type: z.literal('runner-started'), runnerId, pid: z.number().int().optional() }),
  z.object({
    type: z.literal('runner-exited'),
    runnerId,
    code: z.number().int().optional(),
    stderrTail: z.string(),
  }),
  z.object({ type: z.literal('dispose') }),
]);
export type EngineOrder = z.infer<typeof engineOrder>;
