import type { OpsetUpgrade } from './opset-upgrade.ts';
import { upgradeAxes } from './upgrade-axes.ts';
import { upgradeBatchNormalization } from './upgrade-batch-normalization.ts';
import { upgradeClip } from './upgrade-clip.ts';
import { upgradeDropout } from './upgrade-dropout.ts';
import { upgradeErf } from './upgrade-erf.ts';
import { upgradeMeanVarianceNormalization } from './upgrade-mean-variance-normalization.ts';
import { upgradePad } from './upgrade-pad.ts';
import { upgradeResize } from './upgrade-resize.ts';
import { upgradeRoiAlign } from './upgrade-roi-align.ts';
import { upgradeScan } from './upgrade-scan.ts';
import { upgradeScatter } from './upgrade-scatter.ts';
import { upgradeSlice } from './upgrade-slice.ts';
import { upgradeSoftmax } from './upgrade-softmax.ts';
import { upgradeSplit } from './upgrade-split.ts';
import { upgradeTopK } from './upgrade-top-k.ts';
import { upgradeUpsample } from './upgrade-upsample.ts';

/** The newest opset up to which `opsetUpgrades` is complete. */
export const NEWEST_UPGRADE = 17;

/**
 * Every change after opset 7 that a valid node can notice. Changes that only add types, optional inputs and attributes whose
 * default is the old meaning need no entry. Source: ONNX docs/Changelog.md.
 */
export const opsetUpgrades: readonly OpsetUpgrade[] = [
  ...upgradeBatchNormalization,
  upgradeMeanVarianceNormalization,
  upgradeScan,
  ...upgradeDropout,
  upgradeSlice,
  upgradeTopK,
  upgradeClip,
  upgradePad,
  ...upgradeResize,
  upgradeUpsample,
  upgradeScatter,
  upgradeAxes,
  upgradeErf,
  upgradeSoftmax,
  upgradeSplit,
  upgradeRoiAlign,
];
