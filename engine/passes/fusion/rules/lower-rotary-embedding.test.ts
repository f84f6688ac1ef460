import { describeRule } from '../../../testing/describe-rule.ts';
import { lowerRotaryEmbedding } from './lower-rotary-embedding.ts';

const cos = 'float32{0.5,1,0.5,1,0.25,2,0.25,2}[1,1,2,4]';
const sin = 'float32{0.1,0.2,0.1,0.2,3,4,3,4}[2,4]';
const halves = (first: string, second: string) =>
  `a = Slice(x[2,3,2,4], ${first}, int64{3}); b = Slice(x, ${second}, int64{3})`;
const usual = halves('int64{0}, int64{2}', 'int64{2}, int64{4}');
const embed = (rotated: string, table = cos) => `y = Add(Mul(x, ${table}), Mul(Concat(${rotated}){axis=-1}, ${sin}))`;
const result = 'y = com.microsoft::RotaryEmbedding(x[2,3,2,4], int64{0}, c[2,2], s[2,2])';

describeRule(lowerRotaryEmbedding, {
  target: 'onnxruntime-cpu',
  tolerance: { rtol: 1e-6, atol: 1e-6 },
  fits: {
    'bounds that count from the end': {
      graph: `${halves('int64{0}, int64{-2}', 'int64{-2}, int64{2147483647}')}; ${embed('Neg(b), a')}`,
      becomes: result,
    },
    'factors on the left, and the sum the other way round': {
      graph: `${usual}; y = Add(Mul(${sin}, Concat(Neg(b), a){axis=3}), Mul(${cos}, x))`,
      becomes: result,
    },
  },
  refuses: {
    'a half that something else reads': {
      graph: `${usual}; ${embed('Neg(b), a')}; return y, a`,
      because: 'the output of Slice "a" is an output of the model',
    },
    'angles that differ between the halves': {
      graph: `${usual}; ${embed('Neg(b), a', 'k[1,1,2,4]')}`,
      because: 'the angles of the two halves differ',
    },
  },
  ignores: {
    'halves that are not exchanged': `${usual}; ${embed('Neg(a), b')}`,
    'another tensor in the second half': `${usual}; c = Slice(x1[2,3,2,4], int64{0}, int64{2}, int64{3}); ${embed('Neg(b), c')}`,
    'one angle for all positions': `${usual}; ${embed('Neg(b), a', 'float32{0.5,1,0.5,1}[1,1,1,4]')}`,
  },
});
