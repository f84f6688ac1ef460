import type { SlowerLayer } from '../../report/explanation.ts';
import type { IntegerWork } from './integer-work.ts';

const SHOWN_LAYERS = 3;

/**
 * Why a quantized model is not faster than the original, in one sentence: what takes most of its time, with the layers named.
 * Undefined where it was not profiled.
 */
export function causeOfSlowness(
  { timeShares, boundaries, floatLayers, integerWorkShare }: IntegerWork,
  slower: readonly SlowerLayer[],
): string | undefined {
  if (!timeShares) return undefined;
  const { integer, float, boundaries: between } = timeShares;
  if (between >= float && between >= integer / 2) {
    const kinds = boundaries.slice(0, 2).map(({ count, opType }) => `${count} ${opType}`);
    const layers = [...new Set(boundaries.flatMap((cost) => cost.layers))];
    return `INT8 is not faster because ${percent(between)} of its time goes into conversions and changes of layout (${kinds.join(', ')})${at(layers)}; integer kernels take ${percent(integer)}.`;
  }
  if (float >= integer / 2) {
    const names = floatLayers.map(({ name }) => name);
    return `INT8 is not faster because ${percent(float)} of its time is spent in layers that stay in float32${at(names)}.`;
  }
  if (slower.length > 0) {
    const named = slower
      .slice(0, SHOWN_LAYERS)
      .map(({ name, floatMs, integerMs }) => `${name} (${(integerMs / floatMs).toFixed(1)} times as long)`);
    const [subject, verb] = slower.length === 1 ? ['1 layer', 'takes'] : [`${slower.length} layers`, 'take'];
    return `INT8 is not faster because ${subject} ${verb} longer on integers than in float32, first of all ${named.join(', ')}.`;
  }
  return `INT8 is not faster because its integer kernels, which take ${percent(integer)} of its time for ${percent(integerWorkShare)} of the work, are no faster than those for float32 on this processor.`;
}

const at = (names: readonly string[]): string =>
  names.length === 0 ? '' : `, most of it at ${names.slice(0, SHOWN_LAYERS).join(', ')}`;

const percent = (fraction: number): string => `${Math.round(100 * fraction)} %`;
