import type { ModelPort } from '../../engine/api/contract.ts';

interface OpenInput {
  readonly name: string;
  /** A number, or the name under which the size is asked for. */
  readonly dims: readonly (number | string)[];
  readonly batchAxis: number | undefined;
}

/** '[N, 3, height, ?]' of input 'x' has the dims 'N', 3, 'height' and 'x, axis 3'. */
function parseInput({ name, shape, batchAxis }: ModelPort): OpenInput {
  const parts = shape.replace(/^\[|\]$/g, '').split(', ');
  const dims = parts.map((part, axis) => {
    if (/^\d+$/.test(part)) return Number(part);
    return part === '?' ? `${name}, axis ${axis}` : part;
  });
  return { name, dims: shape === '' || shape === '[]' ? [] : dims, batchAxis };
}

const isBatch = ({ batchAxis }: OpenInput, axis: number) => axis === batchAxis;

/** Sizes beyond the batch that the model leaves open, each once: latency depends on them, so they must be given. */
export function findOpenSizes(inputs: readonly ModelPort[]): readonly string[] {
  const parsed = inputs.map(parseInput);
  const batchNames = new Set(parsed.flatMap((input) => input.dims.filter((_, axis) => isBatch(input, axis))));
  const open = parsed.flatMap((input) =>
    input.dims.filter((dim, axis) => typeof dim === 'string' && !isBatch(input, axis) && !batchNames.has(dim)),
  );
  return [...new Set(open.map(String))];
}

/** Complete dims of every input that has open sizes; nothing while a size is missing. */
export function toShapes(
  inputs: readonly ModelPort[],
  sizes: Readonly<Record<string, number>>,
  batch: number,
): Record<string, number[]> {
  const open = new Set(findOpenSizes(inputs));
  if ([...open].some((name) => sizes[name] === undefined)) return {};
  const shapes = inputs.map(parseInput).flatMap(({ name, dims }) => {
    if (!dims.some((dim) => open.has(String(dim)))) return [];
    // What is open and not asked for is the batch, on its own axis or by its name.
    return [[name, dims.map((dim) => (typeof dim === 'number' ? dim : (sizes[dim] ?? batch)))] as const];
  });
  return Object.fromEntries(shapes);
}
