import { Image } from 'lucide-react';
import { useState } from 'react';
import type { DataSpec, Result } from '../../../engine/api/contract.ts';
import type { Picture, SamplePicture } from '../../../engine/view/sample-picture.ts';
import { Button } from '../../components/button.tsx';
import { Failure } from '../../components/failure.tsx';
import { useModel, usePrecision } from '../../stores/use-stores.tsx';
import { formatInteger } from '../../text/format.ts';

/** One sample as it is and as the model will see it, so that a wrong mean or colour order is seen before anything runs. */
export function SamplePeek({ data }: { readonly data: DataSpec }) {
  const model = useModel((state) => state.model);
  const readSample = usePrecision((state) => state.readSample);
  const [answer, setAnswer] = useState<Result<SamplePicture>>();
  if (model === undefined || data.path === '') return null;
  const show = async (index: number) => setAnswer(await readSample(model.modelId, data, index));
  if (answer === undefined) {
    return (
      <Button className="self-start" onClick={() => void show(0)}>
        <Image aria-hidden />
        Show a sample
      </Button>
    );
  }
  if (!answer.ok) {
    return <Failure error={answer.error} doing="No sample could be shown" onDismiss={() => setAnswer(undefined)} />;
  }
  const { index, sampleCount, label, className, read, fed, shape, channels } = answer.value;
  return (
    <div className="flex flex-wrap items-start gap-3 rounded-md border border-line bg-surface-2 p-2">
      {read && <Shown picture={read} caption="As it is" />}
      {fed && <Shown picture={fed} caption="As it is fed, least to greatest" />}
      <div className="min-w-0 flex-1 text-sm">
        <p>
          Sample {formatInteger(index + 1)} of {formatInteger(sampleCount)}
          {label !== undefined && `, label ${className === undefined ? label : `${label} (${className})`}`}; fed as{' '}
          <span className="font-mono text-xs">{shape}</span>
        </p>
        <table className="mt-1 tabular-nums">
          <thead>
            <tr className="text-right text-ink-2">
              <th scope="col" className="text-left font-medium">
                channel
              </th>
              {['min', 'max', 'mean', 'std'].map((name) => (
                <th key={name} scope="col" className="pl-3 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {channels.map(({ min, max, mean, std }, channel) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a channel has no other name than its position
              <tr key={channel} className="text-right">
                <td className="text-left">{channel}</td>
                {[min, max, mean, std].map((value, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column stays where it is
                  <td key={column} className="pl-3">
                    {value.toFixed(2)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <Button className="mt-1.5" onClick={() => void show((index + 1) % sampleCount)}>
          Next sample
        </Button>
      </div>
    </div>
  );
}

function Shown({ picture, caption }: { readonly picture: Picture; readonly caption: string }) {
  return (
    <figure>
      <img
        src={picture.url}
        alt={caption}
        className="h-28 max-w-40 rounded-sm border border-line object-contain [image-rendering:pixelated]"
      />
      <figcaption className="mt-0.5 text-center text-xs text-ink-2">{caption}</figcaption>
    </figure>
  );
}
