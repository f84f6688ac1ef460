import { z } from 'zod';
import { path, targetName } from './primitives.ts';

/** What was open when the window was closed: models in the order of their tabs. */
export const sessionState = z.object({
  models: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('path'), path }),
        z.object({ kind: z.literal('sample'), sampleId: z.string().min(1).max(64), title: z.string().max(200) }),
      ]),
    )
    .max(20),
  /** Index of the model that was shown. */
  active: z.number().int().min(0).max(20),
  panel: z.string().max(20),
});
export type SessionState = z.infer<typeof sessionState>;

const uiSettingsFields = {
  theme: z.enum(['light', 'dark', 'system']),
  target: targetName,
  threads: z.number().int().min(0).max(1024),
  /** Fractions of the window that resizable panes take, by pane name. */
  panes: z.record(z.string().max(64), z.number().min(0).max(1)),
  session: sessionState,
  /** The tour of the first start was finished or dismissed. */
  tourSeen: z.boolean(),
};

export const uiSettings = z.object({
  theme: uiSettingsFields.theme.default('system'),
  target: uiSettingsFields.target.default('onnxruntime-cpu'),
  threads: uiSettingsFields.threads.default(1),
  panes: uiSettingsFields.panes.default({}),
  session: uiSettingsFields.session.default({ models: [], active: 0, panel: 'graph' }),
  tourSeen: uiSettingsFields.tourSeen.default(false),
});
export type UiSettings = z.infer<typeof uiSettings>;

/** The fields to change. Without defaults: parsing must not fill in, and so reset, the fields that are not named. */
export const uiSettingsChanges = z.object(uiSettingsFields).partial();
export type UiSettingsChanges = z.infer<typeof uiSettingsChanges>;
