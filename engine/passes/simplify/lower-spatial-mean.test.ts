import { describeRule } from '../../testing/describe-rule.ts';
import { lowerSpatialMean } from './lower-spatial-mean.ts';

describeRule(lowerSpatialMean, {
  tolerance: { rtol: 1e-5, atol: 1e-6 },
  fits: {
    'axes that are kept': {
      graph: 'y = ReduceMean(x[2,3,8,8]){axes=[-1,-2]}',
      becomes: 'y = GlobalAveragePool(x[2,3,8,8])',
    },
    'axes as an input': {
      graph: 'y = ReduceMean(x[2,3,5,4], int64{2,3})',
      becomes: 'y = GlobalAveragePool(x[2,3,5,4])',
      opset: 18,
    },
  },
  ignores: {
    'a mean over the channels': 'y = ReduceMean(x[2,3,8,8]){axes=[1]}',
    'a mean over a part of the spatial axes': 'y = ReduceMean(x[2,3,8,8]){axes=[3]}',
    'a mean over everything': 'y = ReduceMean(x[2,3,8,8])',
    integers: 'y = ReduceMean(x:int32[2,3,8,8]){axes=[2,3]}',
    'a matrix': 'y = ReduceMean(x[2,3]){axes=[1]}',
  },
});
