import { defineLayer } from './layer-type.ts';

/** What passes its input on where a network is used; it is kept to be seen. */
export const dropout = defineLayer({
  types: ['Dropout'],
  lower: (scope) => scope.result(scope.node('Dropout', [scope.input()])),
});
