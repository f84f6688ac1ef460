import type { FusionRule } from './rule.ts';
import { fuseAddIntoConv } from './rules/fuse-add-into-conv.ts';
import { fuseBatchNormIntoConv } from './rules/fuse-batch-norm-into-conv.ts';
import { fuseBatchNormIntoMatMul } from './rules/fuse-batch-norm-into-mat-mul.ts';
import { fuseHardSwish } from './rules/fuse-hard-swish.ts';
import { fuseInputAffineIntoConv } from './rules/fuse-input-affine-into-conv.ts';
import { fuseInstanceNorm } from './rules/fuse-instance-norm.ts';
import { fuseLayerNorm } from './rules/fuse-layer-norm.ts';
import { fuseMulIntoConv } from './rules/fuse-mul-into-conv.ts';
import { fusePadIntoConv } from './rules/fuse-pad-into-conv.ts';
import { fusePadIntoPool } from './rules/fuse-pad-into-pool.ts';
import { fuseScaleIntoWeights } from './rules/fuse-scale-into-weights.ts';

/** Rewrites that fold arithmetic into an operator, for every target. The first that fits wins. */
export const foldingRules: readonly FusionRule[] = [
  fuseBatchNormIntoConv,
  fuseBatchNormIntoMatMul,
  fuseMulIntoConv,
  fuseAddIntoConv,
  fusePadIntoConv,
  fusePadIntoPool,
  fuseHardSwish,
  fuseInstanceNorm,
  fuseLayerNorm,
];

/** Those that would take from a normalization what belongs to it, so they come after. */
export const lateFoldingRules: readonly FusionRule[] = [fuseInputAffineIntoConv, fuseScaleIntoWeights];
