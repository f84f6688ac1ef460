import { defineLayer } from './layer-type.ts';

/** A trained blob that other layers read as a bottom. */
export const parameter = defineLayer({
  types: ['Parameter'],
  lower: (scope) => {
    const { dim } = scope.parameters.parameter_param.shape;
    scope.result(scope.node('Identity', [scope.parameter(0, dim, 'weight')]));
  },
});
