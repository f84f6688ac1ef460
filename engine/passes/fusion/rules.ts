import type { FusionRule } from './rule.ts';
import { fuseAddIntoConv } from './rules/fuse-add-into-conv.ts';
import { fuseBatchNormIntoConv } from './rules/fuse-batch-norm-into-conv.ts';
import { fuseLayerNorm } from './rules/fuse-layer-norm.ts';
import { fuseMulIntoConv } from './rules/fuse-mul-into-conv.ts';
import { fusePadIntoConv } from './rules/fuse-pad-into-conv.ts';

/** Rewrites that fold arithmetic into an operator, for every target. The first that fits wins. */
export const foldingRules: readonly FusionRule[] = [
  fuseBatchNormIntoConv,
  fuseMulIntoConv,
  fuseAddIntoConv,
  fusePadIntoConv,
  fuseLayerNorm,
];
