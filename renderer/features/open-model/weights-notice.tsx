import { Shapes } from 'lucide-react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import { Button } from '../../components/button.tsx';
import { useModel } from '../../stores/use-stores.tsx';

/** Says of a model whose weights are not its own what can be done with it; nothing of any other. */
export function WeightsNotice({ model }: { readonly model: ModelSummary }) {
  const open = useModel((state) => state.open);
  const opening = useModel((state) => state.opening);
  if (model.weights === 'stored') return null;
  const isAbsent = model.weights === 'absent';
  return (
    <section
      aria-label="Weights"
      className="flex items-center gap-3 rounded-md border border-line bg-surface-2 px-3 py-1.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-warn"
    >
      <Shapes aria-hidden />
      <p className="min-w-0 flex-1">
        <span className="font-medium">Architecture only. </span>
        <span className="text-ink-2">
          {isAbsent
            ? 'The weights are not here: layers and fusions can be seen, nothing can be run or exported. Drop the .prototxt together with its .caffemodel, or explore fusion and speed with made-up weights.'
            : 'The weights are random: fusion, speed and size are real, outputs and accuracy mean nothing.'}
        </span>
      </p>
      {isAbsent && (
        <Button disabled={opening !== undefined} onClick={() => void open({ kind: 'random-weights', model })}>
          Use random weights
        </Button>
      )}
    </section>
  );
}
