/** A picture as a PNG, small enough to show beside others. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 'data:image/png;base64,...' */
  readonly url: string;
}

export interface ChannelStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
}

/** One sample of a data set: as it was read, and as the model gets it. */
export interface SamplePicture {
  readonly index: number;
  readonly sampleCount: number;
  /** With the label offset; absent without labels. */
  readonly label?: number;
  readonly className?: string;
  /** Absent where the data holds no images. */
  readonly read?: Picture;
  /** Its values from the least to the greatest as black to white; absent where they are no image. */
  readonly fed?: Picture;
  /** '[1, 3, 224, 224]' */
  readonly shape: string;
  /** Of what is fed: one channel, or each of three in the order fed. With the right mean, they lie around 0. */
  readonly channels: readonly ChannelStatistics[];
}
