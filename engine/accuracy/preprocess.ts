import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { fileError } from './datasets/byte-source.ts';
import { preprocessInvalid } from './errors.ts';

export type ColorOrder = 'RGB' | 'BGR' | 'gray';
export type ImageLayout = 'NCHW' | 'NHWC';

/** How a uint8 image becomes an input: resized, cropped about its centre, then `(x * scale - mean[c]) / std[c]`. */
export interface Preprocess {
  /** [height, width], exactly: the aspect ratio is not kept. */
  readonly resize?: readonly [number, number];
  /** [height, width] about the centre; an odd margin leaves the extra row or column below or to the right. */
  readonly crop?: readonly [number, number];
  /** Absent: grey or RGB, whichever the model's channel count asks for. */
  readonly color?: ColorOrder;
  /** Absent: as the model's input shape tells, else NCHW. */
  readonly layout?: ImageLayout;
  readonly scale: number;
  /** One value for all channels, or one per channel in the order of `color` (BGR: blue first), after scaling. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export const presetNames = ['none', 'raw', 'scale', 'imagenet', 'tensorflow', 'caffe'] as const;
export type PresetName = (typeof presetNames)[number];

const unchanged: Preprocess = { scale: 1, mean: [0], std: [1] };

export const presets: Readonly<Record<PresetName, Preprocess>> = {
  none: unchanged,
  /** Pixels from 0 to 255. */
  raw: unchanged,
  scale: { ...unchanged, scale: 1 / 255 },
  imagenet: { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  tensorflow: { scale: 1 / 127.5, mean: [1], std: [1] },
  caffe: { color: 'BGR', scale: 1, mean: [104, 117, 123], std: [1] },
};

/** True where an image reaches the model as it is, and so also where there is nothing to refuse for other data. */
export const isUnchanged = (preprocess: Preprocess): boolean =>
  preprocess.resize === undefined &&
  preprocess.crop === undefined &&
  preprocess.color === undefined &&
  preprocess.layout === undefined &&
  preprocess.scale === 1 &&
  preprocess.mean.every((mean) => mean === 0) &&
  preprocess.std.every((std) => std === 1);

const side = z.number().int().min(1).max(16_384);
const size = z.tuple([side, side], 'expected [height, width]');
const perChannel = z.array(z.number()).min(1).max(1024);

const preprocessFile = z.strictObject({
  resize: size.optional(),
  crop: size.optional(),
  color: z.enum(['RGB', 'BGR', 'gray']).optional(),
  layout: z.enum(['NCHW', 'NHWC']).optional(),
  scale: z.number().default(1),
  mean: perChannel.default([0]),
  std: z
    .array(z.number().refine((value) => value !== 0, 'must not be 0'))
    .min(1)
    .max(1024)
    .default([1]),
});

/** Parses the JSON form; `path` names it in messages. Errors: data.preprocess-invalid. */
export function parsePreprocess(text: string, path: string): Preprocess {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw preprocessInvalid(path, 'it is no JSON', cause);
  }
  const parsed = preprocessFile.safeParse(value);
  if (!parsed.success) throw preprocessInvalid(path, describeIssues(parsed.error), parsed.error);
  const { mean, std } = parsed.data;
  if (mean.length > 1 && std.length > 1 && mean.length !== std.length) {
    throw preprocessInvalid(path, `"mean" has ${mean.length} values and "std" has ${std.length}`);
  }
  return withoutAbsent(parsed.data);
}

/** A preset by name, or the JSON file at this path. Errors: data.preprocess-invalid, data.not-found, data.unreadable. */
export async function loadPreprocess(presetOrPath: string): Promise<Preprocess> {
  const preset = presetNames.find((name) => name === presetOrPath);
  if (preset !== undefined) return presets[preset];
  if (!/[./\\]/.test(presetOrPath)) {
    throw preprocessInvalid(
      presetOrPath,
      `there is no such preset; use ${presetNames.join(', ')}, or the path of a JSON file`,
    );
  }
  const text = await readFile(presetOrPath, 'utf8').catch((cause: unknown) => {
    throw fileError(presetOrPath, cause);
  });
  return parsePreprocess(text, presetOrPath);
}

const describeIssues = (error: z.ZodError) =>
  error.issues
    .slice(0, 3)
    .map((issue) => (issue.path.length === 0 ? issue.message : `"${issue.path.join('.')}": ${issue.message}`))
    .join('; ');

/** zod leaves absent fields as undefined keys out already; the type needs telling. */
function withoutAbsent({ resize, crop, color, layout, ...values }: z.infer<typeof preprocessFile>): Preprocess {
  return {
    ...values,
    ...(resize === undefined ? {} : { resize }),
    ...(crop === undefined ? {} : { crop }),
    ...(color === undefined ? {} : { color }),
    ...(layout === undefined ? {} : { layout }),
  };
}
