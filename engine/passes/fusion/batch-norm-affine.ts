import { tensorNumbers } from '../../ir/tensor.ts';
import type { ChannelAffine } from './channel-affine.ts';
import type { MatchedNode } from './matched-node.ts';

/**
 * What an inference BatchNormalization does to each channel: factor = scale / sqrt(input_var + epsilon), shift = B - input_mean * factor.
 * The constants are read when the numbers are asked for. Undefined where one of them is computed.
 */
export function batchNormAffine(norm: MatchedNode<'BatchNormalization'>): Required<ChannelAffine> | undefined {
  const [scale, bias] = [norm.constant('scale'), norm.constant('B')];
  const [mean, variance] = [norm.constant('input_mean'), norm.constant('input_var')];
  if (!scale || !bias || !mean || !variance) return undefined;
  const { epsilon } = norm.attributes;
  const factor = (): Float64Array => {
    const variances = tensorNumbers(variance);
    return Float64Array.from(
      tensorNumbers(scale),
      (value, channel) => value / Math.sqrt((variances[channel] ?? 0) + epsilon),
    );
  };
  const shift = (): Float64Array => {
    const [factors, means] = [factor(), tensorNumbers(mean)];
    return Float64Array.from(
      tensorNumbers(bias),
      (value, channel) => value - (means[channel] ?? 0) * (factors[channel] ?? 0),
    );
  };
  return { factor, shift };
}
