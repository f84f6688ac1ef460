import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { dataUnrecognized, lineInvalid } from '../errors.ts';
import { type ByteSource, fileError } from './byte-source.ts';
import type { ImageDataset } from './dataset.ts';
import { imageFilesDataset, isImageName } from './image-files.ts';

const line = z.strictObject({
  path: z.string().min(1).max(4096),
  /** Counts classes. */
  label: z
    .number()
    .int()
    .min(-(2 ** 31))
    .max(2 ** 31 - 1)
    .optional(),
});
type Line = z.infer<typeof line>;

/** A list of some million images; more is no list of images. */
const LIMIT_BYTES = 512 * 2 ** 20;

const BRACE = 0x7b;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** JSON lines begin with an object, after a byte order mark and blanks at most. */
export function isJsonLines(prefix: Uint8Array): boolean {
  const start = BYTE_ORDER_MARK.every((byte, at) => prefix[at] === byte) ? BYTE_ORDER_MARK.length : 0;
  return prefix.subarray(start).find((byte) => ![0x20, 0x09, 0x0a, 0x0d].includes(byte)) === BRACE;
}

/**
 * A JSON lines file of images: `{"path": "images/1.png", "label": 3}` per line, blank lines left out. Paths are relative to the
 * file and stay in its folder: a downloaded list must not show what lies elsewhere on this machine. Either every line has a
 * label, or none.
 * Errors: data.line-invalid, data.unrecognized, data.unreadable; those of imageFilesDataset.
 */
export async function openJsonLines(
  source: ByteSource,
  givenLabels: Int32Array | undefined,
  signal?: AbortSignal,
): Promise<ImageDataset> {
  const { path } = source;
  if (source.sizeBytes > LIMIT_BYTES) {
    throw dataUnrecognized(
      path,
      `has ${source.sizeBytes} bytes, too many for a list of images`,
      'Split it into several lists.',
    );
  }
  const text = new TextDecoder().decode(await source.read(0, source.sizeBytes, signal));
  const folder = await realpath(dirname(path)).catch((cause: unknown) => {
    throw fileError(path, cause);
  });
  const lines = parseLines(text, path);
  if (lines.length === 0) throw dataUnrecognized(path, 'lists no images');
  const labels = labelsOf(lines, path);
  if (labels !== undefined && givenLabels !== undefined) {
    throw dataUnrecognized(path, 'has its labels on its lines', 'Leave out --labels.');
  }
  const dataset = imageFilesDataset({
    name: basename(path),
    paths: lines.map(({ content }) => join(folder, content.path)),
    labels: labels ?? givenLabels,
  });
  return {
    ...dataset,
    async read(start, count, options) {
      for (const { number, content } of lines.slice(start, start + count)) {
        await requireInside(folder, content.path, path, number);
      }
      return dataset.read(start, count, options);
    },
  };
}

interface NumberedLine {
  /** From 1. */
  readonly number: number;
  readonly content: Line;
}

function parseLines(text: string, path: string): readonly NumberedLine[] {
  return text.split('\n').flatMap((written, index) => {
    if (written.trim() === '') return [];
    const number = index + 1;
    const parsed = line.safeParse(parseJson(written, path, number));
    if (!parsed.success) throw lineInvalid(path, number, describeIssue(parsed.error), parsed.error);
    const { path: imagePath } = parsed.data;
    if (isAbsolute(imagePath) || /^[A-Za-z]:|\0/.test(imagePath) || imagePath.split(/[\\/]/).includes('..')) {
      throw lineInvalid(path, number, `names ${imagePath}, which lies outside the folder of the list`);
    }
    if (!isImageName(basename(imagePath))) throw lineInvalid(path, number, `names ${imagePath}, which is no image`);
    return [{ number, content: parsed.data }];
  });
}

function parseJson(written: string, path: string, number: number): unknown {
  try {
    return JSON.parse(written);
  } catch (cause) {
    throw lineInvalid(path, number, 'is no JSON', cause);
  }
}

function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const place = issue?.path.join('.') ?? '';
  return `is no entry of a list of images (${place === '' ? '' : `"${place}": `}${issue?.message ?? 'unknown reason'})`;
}

function labelsOf(lines: readonly NumberedLine[], path: string): Int32Array | undefined {
  const isLabelled = lines[0]?.content.label !== undefined;
  const other = lines.find(({ content }) => (content.label !== undefined) !== isLabelled);
  if (other) {
    throw lineInvalid(
      path,
      other.number,
      isLabelled ? 'has no label, as others have' : 'has a label, and others have none',
    );
  }
  return isLabelled ? Int32Array.from(lines, ({ content }) => content.label ?? 0) : undefined;
}

/** A link may lead out of the folder. What is not there is for the decoder to name. */
async function requireInside(folder: string, imagePath: string, path: string, number: number): Promise<void> {
  const real = await realpath(join(folder, imagePath)).catch(() => undefined);
  if (real === undefined) return;
  const way = relative(folder, real);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    throw lineInvalid(path, number, `names ${imagePath}, which is a link out of the folder of the list`);
  }
}
