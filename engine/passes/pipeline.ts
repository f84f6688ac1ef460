import type { OptionalRule, Precision, Target } from '../targets/target.ts';
import { foldingRules, lateFoldingRules } from './fusion/rules.ts';
import type { RuleSwitches } from './rule-switches.ts';
import type { Step } from './run-steps.ts';
import { constantsToInitializers } from './simplify/constants-to-initializers.ts';
import { eliminateDeadNodes } from './simplify/eliminate-dead-nodes.ts';
import { eliminateDropout } from './simplify/eliminate-dropout.ts';
import { eliminateIdentity } from './simplify/eliminate-identity.ts';
import { eliminateInverseReshapes } from './simplify/eliminate-inverse-reshapes.ts';
import { eliminateNoOpCast } from './simplify/eliminate-no-op-cast.ts';
import { eliminateNoOpPad } from './simplify/eliminate-no-op-pad.ts';
import { eliminateNoOpPooling } from './simplify/eliminate-no-op-pooling.ts';
import { eliminateNoOpReshape } from './simplify/eliminate-no-op-reshape.ts';
import { eliminateNoOpSlice } from './simplify/eliminate-no-op-slice.ts';
import { eliminateNoOpTranspose } from './simplify/eliminate-no-op-transpose.ts';
import { eliminateRepeatedRelu } from './simplify/eliminate-repeated-relu.ts';
import { eliminateSingleConcat } from './simplify/eliminate-single-concat.ts';
import { fixReshapeTargets } from './simplify/fix-reshape-targets.ts';
import { foldConstants } from './simplify/fold-constants.ts';
import { inlineConstantIf } from './simplify/inline-constant-if.ts';
import { lowerBinarySum } from './simplify/lower-binary-sum.ts';
import { lowerSpatialMean } from './simplify/lower-spatial-mean.ts';
import { mergeConcats } from './simplify/merge-concats.ts';
import { mergeDuplicates } from './simplify/merge-duplicates.ts';
import { mergeReshapes } from './simplify/merge-reshapes.ts';
import { mergeTransposeBetweenReshapes } from './simplify/merge-transpose-between-reshapes.ts';
import { mergeTransposes } from './simplify/merge-transposes.ts';

export type StageName = 'simplify' | 'vertical' | 'horizontal' | 'concat';

export interface Stage {
  readonly name: StageName;
  readonly steps: readonly Step[];
}

/** Fewer nodes that compute the same: for every target. Constants first, since the others look for them. */
const simplify: readonly Step[] = [
  eliminateDeadNodes,
  constantsToInitializers,
  eliminateIdentity,
  eliminateDropout,
  eliminateSingleConcat,
  mergeConcats,
  lowerBinarySum,
  foldConstants,
  inlineConstantIf,
  fixReshapeTargets,
  eliminateNoOpReshape,
  eliminateNoOpTranspose,
  eliminateNoOpCast,
  eliminateNoOpSlice,
  eliminateNoOpPad,
  eliminateNoOpPooling,
  eliminateRepeatedRelu,
  lowerSpatialMean,
  mergeTransposes,
  eliminateInverseReshapes,
  mergeTransposeBetweenReshapes,
  mergeReshapes,
  mergeDuplicates,
];

/** What undoes itself once an operator takes its operands as they were before. */
const moveNothing: readonly Step[] = [
  mergeTransposes,
  eliminateNoOpTranspose,
  eliminateInverseReshapes,
  mergeReshapes,
  eliminateNoOpReshape,
];

export interface PipelineOptions extends Pick<RuleSwitches, 'disabledRules' | 'enabledRules'> {
  /** What the model becomes; 'fp32' when absent. */
  readonly precision?: Precision;
}

/** What is done for a target, stage by stage; each stage runs its steps until they settle. */
export function pipeline(
  target: Target,
  { disabledRules = [], enabledRules = [], precision = 'fp32' }: PipelineOptions = {},
): readonly Stage[] {
  const isOn = ({ rule, isDefault, unsuitedFor = [] }: OptionalRule) =>
    enabledRules.includes(rule.name) || (isDefault && !unsuitedFor.includes(precision));
  const optional = (stage: OptionalRule['stage']) =>
    target.optionalRules.filter((option) => option.stage === stage && isOn(option)).map(({ rule }) => rule);
  const horizontal = optional('horizontal');
  const stages: readonly Stage[] = [
    { name: 'simplify', steps: simplify },
    // Weights first: a BatchNormalization between Conv and Relu would keep them apart.
    {
      name: 'vertical',
      steps: [
        ...foldingRules,
        ...optional('vertical'),
        ...lateFoldingRules,
        ...moveNothing,
        mergeDuplicates,
        ...target.layerRules,
      ],
    },
    // Where siblings became one, what they read has one user.
    { name: 'horizontal', steps: horizontal.length > 0 ? [...horizontal, ...lateFoldingRules, mergeDuplicates] : [] },
    // Last: what goes by the final graph.
    { name: 'concat', steps: optional('concat') },
  ];
  const disabled = new Set(disabledRules);
  return stages.map(({ name, steps }) => ({ name, steps: steps.filter((step) => !disabled.has(step.name)) }));
}
