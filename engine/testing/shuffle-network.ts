export interface ShuffleNetwork {
  readonly groups: number;
  /** A multiple of `groups`. */
  readonly channels: number;
  /** Height and width of the feature maps. */
  readonly size: number;
  readonly unitCount: number;
}

/**
 * The text of a classifier after ShuffleNet: units of a grouped 1x1 convolution, a channel shuffle, a depthwise convolution, a grouped
 * 1x1 convolution and a residual sum. Integer kernels want channels last and the shuffle wants them first, so INT8 costs a transposition on either side.
 * Source: X. Zhang et al., CVPR 2018, figure 2b.
 */
export function shuffleNetwork({ groups, channels, size, unitCount }: ShuffleNetwork): string {
  const width = channels / groups;
  const units = Array.from({ length: unitCount }, (_, unit) => {
    const from = unit === 0 ? 'stem' : `u${unit - 1}`;
    return [
      `a${unit} = Relu(Conv(${from}, Wa${unit}[${channels},${width},1,1], Ba${unit}[${channels}]){group=${groups}})`,
      `b${unit} = Reshape(a${unit}, int64{-1,${groups},${width},${size},${size}})`,
      `c${unit} = Reshape(Transpose(b${unit}){perm=[0,2,1,3,4]}, int64{-1,${channels},${size},${size}})`,
      `d${unit} = Conv(c${unit}, Wd${unit}[${channels},1,3,3], Bd${unit}[${channels}]){group=${channels}, pads=[1,1,1,1]}`,
      `e${unit} = Conv(d${unit}, We${unit}[${channels},${width},1,1], Be${unit}[${channels}]){group=${groups}}`,
      `u${unit} = Relu(Add(e${unit}, ${from}))`,
    ].join('\n');
  });
  return [
    `stem = Relu(Conv(x[N,3,${size},${size}], Ws[${channels},3,3,3], Bs[${channels}]){pads=[1,1,1,1]})`,
    ...units,
    `y = Gemm(Flatten(GlobalAveragePool(u${unitCount - 1})), Wf[${channels},10], Bf[10])`,
  ].join('\n');
}
