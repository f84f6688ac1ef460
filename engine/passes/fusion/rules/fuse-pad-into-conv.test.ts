import { describeRule } from '../../../testing/describe-rule.ts';
import { fusePadIntoConv } from './fuse-pad-into-conv.ts';

describeRule(fusePadIntoConv, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'padding of its own': {
      graph: 'y = Conv(Pad(x[1,3,8,8], int64{0,0,0,1,0,0,2,0}), W[4,3,3,3]){pads=[1,1,1,1], strides=[2,2]}',
      becomes: 'y = Conv(x[1,3,8,8], W[4,3,3,3]){pads=[1,2,3,1], strides=[2,2]}',
    },
    'axes that are named': {
      graph: 'y = Conv(Pad(x[1,3,8,8], int64{1,2}, _, int64{-1}), W[4,3,3,3])',
      becomes: 'y = Conv(x[1,3,8,8], W[4,3,3,3]){pads=[0,1,0,2]}',
      opset: 18,
    },
    'pads in an attribute': {
      graph: 'y = Conv(Pad(x[1,3,8], int64{0,0,1,0,0,1}), W[4,3,3])',
      becomes: 'y = Conv(x[1,3,8], W[4,3,3]){pads=[1,1]}',
    },
  },
  refuses: {
    'another filler than zero': {
      graph: 'p = Pad(x[1,3,8,8], int64{0,0,1,1,0,0,1,1}, float32(1)); y = Conv(p, W[4,3,3,3])',
      because: 'Pad "p" pads with 1, not with zeros',
    },
    reflection: {
      graph: 'p = Pad(x[1,3,8,8], int64{0,0,1,1,0,0,1,1}){mode="reflect"}; y = Conv(p, W[4,3,3,3])',
      because: 'Pad "p" pads with mode reflect, not with zeros',
    },
    'padded channels': {
      graph: 'p = Pad(x[1,2,8,8], int64{0,1,1,1,0,0,1,1}); y = Conv(p, W[4,3,3,3])',
      because: 'Pad "p" pads other axes than the spatial ones',
    },
    cropping: {
      graph: 'p = Pad(x[1,3,8,8], int64{0,0,-1,0,0,0,0,0}); y = Conv(p, W[4,3,3,3])',
      because: 'or crops',
    },
    'computed pads': {
      graph: 'p = Pad(x[1,3,8,8], x1:int64[8]); y = Conv(p, W[4,3,3,3])',
      because: 'pads of Pad "p" is not constant',
    },
    'a convolution that computes its padding': {
      graph: 'p = Pad(x[1,3,8,8], int64{0,0,1,1,0,0,1,1}); y = Conv(p, W[4,3,3,3]){auto_pad="SAME_UPPER"}',
      because: 'Conv "y" computes its padding itself (SAME_UPPER)',
    },
  },
});
