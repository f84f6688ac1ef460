import { floatAttribute } from '../../../ir/build.ts';
import type { Graph } from '../../../ir/graph.ts';
import { tensorNumbers } from '../../../ir/tensor.ts';
import { requireClosed } from '../guards.ts';
import { constant, op, value } from '../match.ts';
import type { MatchedNode } from '../matched-node.ts';
import { defineRule } from '../rule.ts';
import { isAbout } from '../scalars.ts';

/**
 * Writes the hard swish that exporters spell out with HardSigmoid, which most runtimes have a kernel for.
 * Rewrite: x * clip(x + 3, 0, 6) / 6 = x * HardSigmoid(x){alpha=1/6, beta=1/2}.  Exactness: float32 rounding.
 * Source: Howard et al., "Searching for MobileNetV3" (2019), section 5.2; ONNX HardSwish-14.
 */
export const fuseHardSwish = defineRule({
  name: 'fuse-hard-swish',
  summary: 'x * Clip(x + 3, 0, 6) / 6 becomes x * HardSigmoid(x)',
  example: {
    before: 'y = Div(Mul(x[2,3], Clip(Add(x, float32(3)), float32(0), float32(6))), float32(6))',
    after: 'y = Mul(x[2,3], HardSigmoid(x){alpha=0.16666667, beta=0.5})',
  },
  root: 'scaled',
  pattern: {
    x: value(),
    three: constant(),
    shifted: op('Add', { A: 'x', B: 'three' }),
    clipped: op('Clip', { input: 'shifted' }),
    product: op('Mul', { A: 'x', B: 'clipped' }),
    six: constant(),
    scaled: op(['Div', 'Mul'], { A: 'product', B: 'six' }),
  },
  where: ({ three, clipped, six, scaled }) =>
    isAbout(three.tensor, 3) && clipsTo(clipped, 0, 6) && isAbout(six.tensor, scaled.is('Div') ? 6 : 1 / 6),
  guard: ({ shifted, clipped, product, scaled }, graph: Graph) =>
    requireClosed(graph, scaled, [shifted, clipped, product]),
  rewrite: ({ x, shifted, clipped, product, scaled }, patch) => {
    const gate = patch.add('HardSigmoid', {
      inputs: { X: x },
      attributes: new Map([
        ['alpha', floatAttribute(sixth)],
        ['beta', floatAttribute(0.5)],
      ]),
      origins: [shifted.id, clipped.id],
    });
    const swish = patch.add('Mul', { inputs: { A: x, B: gate.output }, origins: [product.id, scaled.id] });
    patch.replace(scaled.output, swish);
  },
});

/** 1/6 to the digits of float32. */
const sixth = 0.16666667;

/** True for a Clip between these constants, attributes before opset 11 and inputs since. */
function clipsTo(clip: MatchedNode<'Clip'>, low: number, high: number): boolean {
  const boundOf = (name: 'min' | 'max') => {
    const tensor = clip.constant(name);
    return tensor ? tensorNumbers(tensor)[0] : clip.attributes[name];
  };
  return boundOf('min') === low && boundOf('max') === high;
}
