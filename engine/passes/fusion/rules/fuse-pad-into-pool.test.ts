import { describeRule } from '../../../testing/describe-rule.ts';
import { fusePadIntoPool } from './fuse-pad-into-pool.ts';

const ring = 'int64{0,0,1,1,0,0,1,1}';
const max = (input: string) => `y = MaxPool(${input}){kernel_shape=[3,3], strides=[2,2]}`;
const average = (input: string, more = '') => `y = AveragePool(${input}){kernel_shape=[3,3]${more}}`;

describeRule(fusePadIntoPool, {
  tolerance: { rtol: 1e-6, atol: 1e-6 },
  fits: {
    'a maximum of data padded with the lowest number': {
      graph: max(`Pad(x[1,3,8,8], ${ring}, float32(-3.4028235e38))`),
      becomes: 'y = MaxPool(x[1,3,8,8]){kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1]}',
    },
    'a maximum of data padded with minus infinity': {
      graph: max(`Pad(x[1,3,8,8], ${ring}, float32(-inf))`),
      becomes: 'y = MaxPool(x[1,3,8,8]){kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1]}',
    },
    'a maximum after Clip from zero': {
      graph: max(`Pad(Clip(x[1,3,8,8], float32(0), float32(6)), ${ring})`),
      becomes:
        'y = MaxPool(Clip(x[1,3,8,8], float32(0), float32(6))){kernel_shape=[3,3], strides=[2,2], pads=[1,1,1,1]}',
    },
    'a mean, which counts the zeros': {
      graph: average(`Pad(x[1,3,8,8], ${ring})`),
      becomes: 'y = AveragePool(x[1,3,8,8]){kernel_shape=[3,3], pads=[1,1,1,1], count_include_pad=1}',
    },
    'a mean that counts padding of its own': {
      graph: average(`Pad(x[1,3,8,8], int64{0,0,1,0,0,0,0,1})`, ', pads=[0,1,0,0], count_include_pad=1'),
      becomes: 'y = AveragePool(x[1,3,8,8]){kernel_shape=[3,3], pads=[1,1,0,1], count_include_pad=1}',
    },
  },
  refuses: {
    'zeros that may be a maximum': {
      graph: max(`Pad(x[1,3,8,8], ${ring})`),
      because: 'pads with 0, which may be a maximum',
    },
    'a mean of data padded with another number': {
      graph: average(`Pad(x[1,3,8,8], ${ring}, float32(1))`),
      because: 'pads with 1, not with zeros',
    },
    'reflected data': {
      graph: average(`Pad(x[1,3,8,8], ${ring}){mode="reflect"}`),
      because: 'pads with mode reflect, not with zeros',
    },
    'a mean that leaves its own padding out': {
      graph: average(`Pad(x[1,3,8,8], ${ring})`, ', pads=[1,1,1,1]'),
      because: 'leaves its own padding out of the mean',
    },
    'padded channels': {
      graph: average('Pad(x[1,3,8,8], int64{0,1,0,0,0,1,0,0})'),
      because: 'pads other axes than the spatial ones',
    },
    'padding as wide as the window': {
      graph: average('Pad(x[1,3,8,8], int64{0,0,3,0,0,0,0,0})'),
      because: 'would see padding alone',
    },
    'an output size that is rounded up': {
      graph: average(`Pad(x[1,3,8,8], ${ring})`, ', ceil_mode=1'),
      because: 'rounds its output size up',
    },
    'a pooling that chooses its padding': {
      graph: average(`Pad(x[1,3,8,8], ${ring})`, ', auto_pad="SAME_UPPER"'),
      because: 'computes its padding itself (SAME_UPPER)',
    },
    'positions of the maxima': {
      graph: `y, i = MaxPool(Pad(Relu(x[1,3,8,8]), ${ring})){kernel_shape=[3,3]}; return y, i`,
      because: 'gives positions in what it reads',
    },
    'computed counts': {
      graph: average('Pad(x[1,3,8,8], x1:int64[8])'),
      because: 'pads of Pad',
    },
  },
});
