import { defineLayer } from './layer-type.ts';

/** Gives each reader of a blob a name of its own for it. */
export const split = defineLayer({
  types: ['Split'],
  lower: (scope) => {
    for (const index of scope.layer.top.keys()) scope.result(scope.node('Identity', [scope.input()]), index);
  },
});
