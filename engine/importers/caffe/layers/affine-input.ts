import type { LayerScope } from '../lower/layer-scope.ts';
import type { Operand } from '../lower/operand.ts';

/** scale * x + shift, without the steps that change nothing. */
export function scaledAndShifted(scope: LayerScope, x: Operand, scale: number, shift: number): Operand {
  const scaled = scale === 1 ? x : scope.node('Mul', [x, scope.scalar(scale)]);
  return shift === 0 ? scaled : scope.node('Add', [scaled, scope.scalar(shift)]);
}
