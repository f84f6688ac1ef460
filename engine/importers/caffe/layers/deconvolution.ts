import { LayerFault } from '../lower/layer-fault.ts';
import { defineLayer } from './layer-type.ts';
import { convWindow, deconvolvedExtents, symmetricPads } from './window.ts';

/** Shapes: x [N, C, d1, ..., dk]; weights [C, num_output/group, k1, ..., kk] as ONNX has them; bias [num_output]. */
export const deconvolution = defineLayer({
  types: ['Deconvolution'],
  lower: (scope) => {
    const p = scope.parameters.convolution_param;
    if (scope.inputs.length > 1)
      throw new LayerFault('it has several bottoms, whose results have no names of their own');
    const x = scope.input();
    const shape = scope.shapeOf(x, 3);
    if (scope.axisOf(p.axis, shape.length) !== 1) throw new LayerFault(`its channels are on axis ${p.axis}`);
    const window = convWindow(scope, p, shape.length - 2);
    const channelCount = scope.dimOf(x, 1);
    const outputCount = scope.positive(p.num_output, 'num_output');
    const group = scope.positive(p.group, 'group');
    if (channelCount % group !== 0 || outputCount % group !== 0)
      throw new LayerFault(`its ${group} groups do not divide ${channelCount} channels into ${outputCount}`);
    const role = p.weight_filler.type === 'bilinear' ? 'bilinear' : 'weight';
    const weight = scope.parameter(0, [channelCount, outputCount / group, ...window.kernel], role);
    const bias = p.bias_term ? [scope.parameter(1, [outputCount], 'bias')] : [];
    scope.result(
      scope.node('ConvTranspose', [x, weight, ...bias], {
        attributes: {
          kernel_shape: window.kernel,
          strides: window.stride,
          pads: symmetricPads(window.pad),
          dilations: window.dilation,
          group,
        },
        shape: [shape[0], outputCount, ...deconvolvedExtents(shape.slice(2), window)],
      }),
    );
  },
});
