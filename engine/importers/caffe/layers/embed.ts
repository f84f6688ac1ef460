import { defineLayer } from './layer-type.ts';

/** Rows of a table, by numbers. Shapes: table [input_dim, num_output]; bias [num_output]; y: x's dims, then num_output. */
export const embed = defineLayer({
  types: ['Embed'],
  lower: (scope) => {
    const { num_output, input_dim, bias_term } = scope.parameters.embed_param;
    const x = scope.input();
    const width = scope.positive(num_output, 'num_output');
    const table = scope.parameter(0, [scope.positive(input_dim, 'input_dim'), width], 'weight');
    const rows = scope.node('Cast', [x], { attributes: { to: 7 }, dataType: 'int64' });
    const shape = x.shape && [...x.shape, width];
    const found = scope.node('Gather', [table, rows], { attributes: { axis: 0 }, shape, dataType: 'float32' });
    scope.result(bias_term ? scope.node('Add', [found, scope.parameter(1, [width], 'bias')]) : found);
  },
});
