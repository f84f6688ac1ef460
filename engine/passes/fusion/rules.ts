import type { FusionRule } from './rule.ts';
import { fuseAddIntoConv } from './rules/fuse-add-into-conv.ts';
import { fuseBatchNormIntoConv } from './rules/fuse-batch-norm-into-conv.ts';
import { fusePadIntoConv } from './rules/fuse-pad-into-conv.ts';
import { lowerSpatialMean } from './rules/lower-spatial-mean.ts';

/** Rewrites that fold arithmetic into weights or make operators fit kernels, for every target. The first that fits wins. */
export const foldingRules: readonly FusionRule[] = [
  fuseBatchNormIntoConv,
  fuseAddIntoConv,
  fusePadIntoConv,
  lowerSpatialMean,
];
