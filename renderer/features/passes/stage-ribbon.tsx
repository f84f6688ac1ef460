import { Pause, Play } from 'lucide-react';
import type { ComparedGraphs, StageName } from '../../../engine/view/graph-view.ts';
import { IconButton } from '../../components/button.tsx';
import { type Evidence, selectEvidence } from '../../stores/confirm-store.ts';
import { useConfirm } from '../../stores/use-stores.tsx';
import { formatInteger } from '../../text/format.ts';
import { toMessage } from '../../text/messages.ts';
import { useStages } from './use-stages.ts';

const stageLabels: Readonly<Record<StageName, string>> = {
  original: 'Original',
  simplify: 'Simplify',
  vertical: 'Vertical',
  horizontal: 'Horizontal',
  concat: 'Concat',
};

const stageWords: Readonly<Record<StageName, string>> = {
  original: 'Layers of the imported graph',
  simplify: 'After removing what computes nothing and folding constants',
  vertical: 'After joining nodes that follow one another',
  horizontal: 'After merging siblings that read the same tensor',
  concat: 'After writing branches straight into the joined tensor, and other changes that come last',
};

const evidenceWords: Readonly<Record<Evidence, string>> = {
  confirmed: 'Confirmed by the runtime.',
  'partly confirmed': 'Partly confirmed by the runtime.',
  predicted: 'Predicted from the target’s rules.',
};

interface StageRibbonProps {
  readonly layers: ComparedGraphs['layers'];
  readonly convention: string;
}

/** How the number of layers falls from stage to stage; any stage can be looked at, and all of them played. */
export function StageRibbon({ layers, convention }: StageRibbonProps) {
  const evidence = useConfirm(selectEvidence);
  const { position, shown, isPlaying, failure, show, play } = useStages(layers.stages);
  return (
    <section aria-label="Layers by stage" className="flex flex-col gap-1.5 border-b border-line px-3 py-2.5">
      <ol className="flex flex-wrap gap-px overflow-hidden rounded-md border border-line bg-line">
        {layers.stages.map(({ name, count }, index) => {
          const previous = layers.stages[index - 1]?.count ?? count;
          return (
            <li key={name} className="flex flex-[1_1_4.25rem]">
              <button
                type="button"
                title={`${stageWords[name]}. Shows the graph at that point.`}
                aria-pressed={shown === name}
                onClick={() => show(index)}
                className="flex min-w-0 flex-1 flex-col bg-surface-2 px-2 py-1 text-left hover:bg-surface-3 aria-pressed:bg-accent-soft"
              >
                <span className="truncate text-xs text-ink-3">{stageLabels[name]}</span>
                <span className="text-lg leading-tight font-semibold tabular-nums">{formatInteger(count)}</span>
                <span className="text-xs text-ink-3 tabular-nums">
                  {index === 0 ? 'layers' : formatChange(count - previous)}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      <div className="flex items-center gap-1">
        <IconButton label={isPlaying ? 'Pause' : 'Play the stages'} className="size-6" onClick={play}>
          {isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
        </IconButton>
        <input
          type="range"
          aria-label="Stage of the rewriting"
          aria-valuetext={stageLabels[shown]}
          min={0}
          max={layers.stages.length - 1}
          value={position}
          onChange={(event) => show(event.target.valueAsNumber)}
          className="min-w-0 flex-1 accent-accent"
        />
      </div>
      {failure !== undefined && (
        <p role="alert" className="text-bad wrap-anywhere">
          {toMessage(failure).title}
        </p>
      )}
      <p className="text-sm text-ink-2">
        {evidenceWords[evidence]} <span className="text-ink-3">{toSentence(convention)}</span>
      </p>
    </section>
  );
}

function formatChange(change: number): string {
  if (change === 0) return 'same';
  return change < 0 ? `−${formatInteger(-change)}` : `+${formatInteger(change)}`;
}

function toSentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return start.endsWith('.') ? start : `${start}.`;
}
