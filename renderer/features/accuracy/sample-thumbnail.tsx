import { useEffect, useState } from 'react';
import type { DataSpec, ModelSummary } from '../../../engine/api/contract.ts';
import type { SamplePicture } from '../../../engine/view/sample-picture.ts';
import { usePrecision } from '../../stores/use-stores.tsx';

interface SampleThumbnailProps {
  readonly model: ModelSummary;
  readonly data: DataSpec;
  readonly index: number;
  readonly caption: string;
}

/** A sample's picture with what is to be said of it; without a picture, its number. */
export function SampleThumbnail({ model, data, index, caption }: SampleThumbnailProps) {
  const readSample = usePrecision((state) => state.readSample);
  const [sample, setSample] = useState<SamplePicture>();
  useEffect(() => {
    let isCurrent = true;
    void readSample(model.modelId, data, index).then((answer) => {
      if (isCurrent && answer.ok) setSample(answer.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [readSample, model.modelId, data, index]);
  const picture = sample?.read ?? sample?.fed;
  return (
    <figure className="w-24 rounded-md border border-line bg-surface-1 p-1">
      {picture === undefined ? (
        <div className="flex h-16 items-center justify-center text-sm text-ink-3">sample {index}</div>
      ) : (
        <img
          src={picture.url}
          alt={`Sample ${index}`}
          className="h-16 w-full object-contain [image-rendering:pixelated]"
        />
      )}
      <figcaption className="mt-0.5 line-clamp-2 text-center text-xs text-ink-2" title={caption}>
        {caption}
      </figcaption>
    </figure>
  );
}
