import { channelCountOf } from './conv-input-channels.ts';
import type { MatchedNode } from './matched-node.ts';

/** Whether a convolution of images has a window of one position; it may have strides and padding. */
export function isPointwise(conv: MatchedNode<'Conv'>): boolean {
  const [, , ...kernel] = conv.constant('W')?.dims ?? [];
  return kernel.length === 2 && kernel.every((extent) => extent === 1);
}

/**
 * A 1x1 convolution of many channels. With a bias cuDNN runs it as a convolution, whose time grows with the channels that each
 * output sums; without one the provider runs it as a matrix product: 8.2 against 4.3 us for 1,280 channels of 8x8 on an H200, and
 * 3.8 against 2.7 us for 288 of 35x35.
 */
export const isDeepPointwise = (conv: MatchedNode<'Conv'>): boolean =>
  isPointwise(conv) && channelCountOf(conv) >= MINIMUM_CHANNELS;

/** Below, what replaces the bias takes as long. */
const MINIMUM_CHANNELS = 512;
