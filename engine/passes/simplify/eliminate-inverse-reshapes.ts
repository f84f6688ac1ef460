import { findShape } from '../../ir/query.ts';
import { sameShape } from '../../ir/shape.ts';
import { op } from '../fusion/match.ts';
import { defineRule } from '../fusion/rule.ts';
import { canReplace } from './define-elimination.ts';

/** Two reshapes that end with the dims they began with leave every element where it was; open dims count by their names. Exactness: exact. */
export const eliminateInverseReshapes = defineRule({
  name: 'eliminate-inverse-reshapes',
  summary: 'Reshape -> Reshape back to the dims before disappears',
  example: {
    before: 'y = Relu(Reshape(Reshape(x[N,S,6], int64{0,0,2,3}), int64{0,0,6}))',
    after: 'y = Relu(x[N,S,6])',
  },
  root: 'second',
  pattern: {
    first: op(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']),
    second: op(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'], { data: 'first', input: 'first' }),
  },
  where: ({ first, second }, graph) => {
    const [data] = first.node.inputs;
    const [before, after] = [findShape(graph, data), second.outputShape];
    return (
      data !== undefined &&
      before !== undefined &&
      after !== undefined &&
      sameShape(before, after) &&
      canReplace(graph, second.output, data)
    );
  },
  rewrite: ({ first, second }, patch) => {
    const [data] = first.node.inputs;
    if (data !== undefined) patch.replace(second.output, data);
  },
});
