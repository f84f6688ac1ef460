import { LayerFault } from '../lower/layer-fault.ts';
import type { LayerScope } from '../lower/layer-scope.ts';
import type { Operand } from '../lower/operand.ts';
import { defineLayer } from './layer-type.ts';

/** The product, the sum with a coefficient for each bottom, or the maximum of bottoms of one shape. */
export const eltwise = defineLayer({
  types: ['Eltwise'],
  lower: (scope) => {
    const { operation, coeff } = scope.parameters.eltwise_param;
    scope.input(1);
    if (coeff.length > 0 && coeff.length !== scope.inputs.length)
      throw new LayerFault(`it has ${coeff.length} coefficients for ${scope.inputs.length} bottoms`);
    switch (operation) {
      case 'MAX':
        return scope.result(scope.node('Max', scope.inputs));
      case 'PROD':
        return scope.result(scope.inputs.reduce((product, input) => scope.node('Mul', [product, input])));
      case 'SUM':
        return scope.result(weightedSum(scope, coeff));
    }
  },
});

function weightedSum(scope: LayerScope, coeff: readonly number[]): Operand {
  const [first, second, ...more] = scope.inputs;
  if (first && second && more.length === 0 && coeff[0] === 1 && coeff[1] === -1)
    return scope.node('Sub', [first, second]);
  const terms = scope.inputs.map((input, index) => {
    const factor = coeff[index] ?? 1;
    return factor === 1 ? input : scope.node('Mul', [input, scope.scalar(factor)]);
  });
  return scope.node(terms.length === 2 ? 'Add' : 'Sum', terms);
}
