import type { Diagnostic } from '../errors.ts';
import type { Model } from '../ir/graph.ts';

/** Where a model's weights are from: its file, made up, or nowhere, so that what needs them cannot be done. */
export type WeightOrigin = 'stored' | 'random' | 'absent';

/** The entry of a model's metadata that says so of weights that are not its own. It goes with the model into every export. */
const KEY = 'lathe.weights';

/** What goes with a model whose weights are not its own. */
export const weightMetadata = (origin: WeightOrigin): ReadonlyMap<string, string> =>
  new Map(origin === 'stored' ? [] : [[KEY, origin]]);

/** True for a model that was exported with made-up weights. */
export const hasRandomWeights = ({ metadata }: Model): boolean => metadata.get(KEY) === 'random';

/** For people who read the file with other tools. */
export const architectureOnly =
  'Architecture only: the weights are random. Fusion, speed and size are real; outputs and accuracy mean nothing.';

export const randomWeights: Diagnostic = {
  severity: 'warning',
  code: 'model.random-weights',
  message: architectureOnly,
};

export const absentWeights: Diagnostic = {
  severity: 'warning',
  code: 'model.weights-absent',
  message:
    'Architecture only: the weights are not there. Put the .caffemodel beside the network, or ask for random weights to explore fusion and speed.',
};
