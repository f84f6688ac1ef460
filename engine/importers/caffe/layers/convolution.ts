import { LayerFault } from '../lower/layer-fault.ts';
import { defineLayer } from './layer-type.ts';
import { convolvedExtents, convWindow, symmetricPads } from './window.ts';

/**
 * Shapes: x [N, C, d1, ..., dk]; weights [num_output, C/group, k1, ..., kk] as ONNX has them; bias [num_output].
 * ConvolutionDepthwise has a group per channel without saying so.
 */
export const convolution = defineLayer({
  types: ['Convolution', 'DepthwiseConvolution', 'ConvolutionDepthwise'],
  lower: (scope) => {
    const p = scope.parameters.convolution_param;
    if (scope.inputs.length > 1)
      throw new LayerFault('it convolves several bottoms, whose results have no names of their own');
    const x = scope.input();
    const shape = scope.shapeOf(x, 3);
    if (scope.axisOf(p.axis, shape.length) !== 1) throw new LayerFault(`its channels are on axis ${p.axis}`);
    const window = convWindow(scope, p, shape.length - 2);
    const channelCount = scope.dimOf(x, 1);
    const outputCount = scope.positive(p.num_output, 'num_output');
    const isDepthwise = scope.layer.type === 'ConvolutionDepthwise';
    const group = isDepthwise ? channelCount : scope.positive(p.group, 'group');
    if (channelCount % group !== 0 || outputCount % group !== 0)
      throw new LayerFault(`its ${group} groups do not divide ${channelCount} channels into ${outputCount}`);
    const weight = scope.parameter(0, [outputCount, channelCount / group, ...window.kernel], 'weight');
    const bias = p.bias_term ? [scope.parameter(1, [outputCount], 'bias')] : [];
    scope.result(
      scope.node('Conv', [x, weight, ...bias], {
        attributes: {
          kernel_shape: window.kernel,
          strides: window.stride,
          pads: symmetricPads(window.pad),
          dilations: window.dilation,
          group,
        },
        shape: [shape[0], outputCount, ...convolvedExtents(shape.slice(2), window)],
      }),
    );
  },
});
