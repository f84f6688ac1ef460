import type { FusionRule } from './rule.ts';
import { fuseAddIntoConv } from './rules/fuse-add-into-conv.ts';
import { fuseBatchNormIntoConv } from './rules/fuse-batch-norm-into-conv.ts';

/** Rewrites that fold arithmetic into weights, for every target. The first that fits at a node wins. */
export const foldingRules: readonly FusionRule[] = [fuseBatchNormIntoConv, fuseAddIntoConv];
