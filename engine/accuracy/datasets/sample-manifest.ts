import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { sampleInvalid } from '../errors.ts';

const relativePath = z
  .string()
  .min(1)
  .refine((path) => !isAbsolute(path) && !path.split(/[\\/]/).includes('..'), 'must lie beside the description');

const sampleData = z.strictObject({
  path: relativePath,
  labels: relativePath.optional(),
  /** A preset's name, or a file ending in .json. */
  preprocess: z.string().min(1).default('none'),
});

const sampleManifest = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,64}$/, 'must be lower-case letters, digits and dashes'),
  title: z.string().min(1),
  description: z.string().min(1),
  model: relativePath,
  data: sampleData,
  calibration: sampleData,
});

/** A model that ships with the data to measure and calibrate it. Paths are relative to the description's folder. */
export type SampleManifest = z.infer<typeof sampleManifest>;

/** Parses a `sample.json`; `path` names it in messages. Errors: sample.invalid. */
export function parseSampleManifest(text: string, path: string): SampleManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw sampleInvalid(path, 'it is no JSON', cause);
  }
  const parsed = sampleManifest.safeParse(value);
  if (!parsed.success) throw sampleInvalid(path, firstIssue(parsed.error), parsed.error);
  return parsed.data;
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'unknown';
  const place = issue.path.join('.');
  return place === '' ? issue.message : `${place}: ${issue.message}`;
}
