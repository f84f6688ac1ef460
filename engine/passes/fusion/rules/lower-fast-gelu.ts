import { findDataType } from '../../../ir/query.ts';
import { refuse, requireClosed } from '../guards.ts';
import { constant, op, value } from '../match.ts';
import { firstRefusal } from '../refusal.ts';
import { defineRule } from '../rule.ts';
import { isAbout } from '../scalars.ts';

/**
 * Writes the tanh form of GELU as ONNX Runtime's FastGelu.
 * Rewrite: 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) = FastGelu(x).  Exactness: float32 rounding.
 * Source: Hendrycks and Gimpel (2016), section 2; ONNX Runtime contrib operators, com.microsoft.FastGelu-1.
 */
export const lowerFastGelu = defineRule({
  name: 'lower-fast-gelu',
  summary: '0.5 x (1 + Tanh(sqrt(2 / pi) (x + 0.044715 x^3))) becomes FastGelu',
  example: {
    before:
      'c = Mul(Pow(x[2,3], float32(3)), float32(0.044715)); t = Tanh(Mul(Add(x, c), float32(0.7978846))); y = Mul(Mul(x, float32(0.5)), Add(t, float32(1)))',
    after: 'y = com.microsoft::FastGelu(x[2,3])',
  },
  root: 'gelu',
  pattern: {
    x: value(),
    three: constant(),
    cube: op('Pow', { X: 'x', Y: 'three' }),
    small: constant(),
    cubic: op('Mul', { A: 'cube', B: 'small' }),
    sum: op('Add', { A: 'x', B: 'cubic' }),
    root: constant(),
    scaled: op('Mul', { A: 'sum', B: 'root' }),
    tanh: op('Tanh', { input: 'scaled' }),
    one: constant(),
    shifted: op('Add', { A: 'tanh', B: 'one' }),
    half: constant(),
    halved: op('Mul', { A: 'x', B: 'half' }),
    gelu: op('Mul', { A: 'halved', B: 'shifted' }),
  },
  where: ({ three, small, root, one, half }) =>
    isAbout(three.tensor, 3) &&
    isAbout(small.tensor, 0.044715) &&
    isAbout(root.tensor, Math.sqrt(2 / Math.PI)) &&
    isAbout(one.tensor, 1) &&
    isAbout(half.tensor, 0.5),
  guard: ({ x, cube, cubic, sum, scaled, tanh, shifted, halved, gelu }, graph) =>
    firstRefusal(
      requireClosed(graph, gelu, [cube, cubic, sum, scaled, tanh, shifted, halved]),
      findDataType(graph, x) === 'float32' ? undefined : refuse(gelu, 'the operator is used for float32 alone'),
    ),
  rewrite: ({ x, cube, cubic, sum, scaled, tanh, shifted, halved, gelu }, patch) => {
    const origins = [cube, cubic, sum, scaled, tanh, shifted, halved, gelu].map((node) => node.id);
    patch.replace(gelu.output, patch.add('com.microsoft::FastGelu', { inputs: { X: x }, origins }));
  },
});
