import { describeRule } from '../../testing/describe-rule.ts';
import { eliminateIdentity } from './eliminate-identity.ts';

describeRule(eliminateIdentity, {
  tolerance: { rtol: 0, atol: 0 },
  fits: {
    'an output of the model, whose name stays': { graph: 'y = Identity(Relu(x[2]))', becomes: 'y = Relu(x[2])' },
    'a chain of them': { graph: 'y = Relu(Identity(Identity(x[2])))', becomes: 'y = Relu(x[2])' },
    'a constant behind it': { graph: 'y = Add(x[2], Identity(w[2]))', becomes: 'y = Add(x[2], w[2])' },
  },
  ignores: {
    'an input of the model that is an output too': 'y = Identity(x[2])',
    'a second name for an output of the model': 'r = Relu(x[2]); y = Identity(r); return r, y',
    'a constant that is an output of the model': 'r = Relu(x[2]); y = Identity(w[2]); return r, y',
  },
});
