import { useEffect, useState } from 'react';
import type { StageCount, StageName } from '../../../engine/view/graph-view.ts';
import { useGraph } from '../../stores/use-stores.tsx';

/** How long each stage stays while they are played. */
const stageMs = 1600;

/** Which stage of the rewriting is shown; the last is the fused graph itself, which is there without asking. */
export function useStages(stages: readonly StageCount[]) {
  const stage = useGraph((state) => state.stage);
  const failure = useGraph((state) => state.stageFailure);
  const showStage = useGraph((state) => state.showStage);
  const [isPlaying, setPlaying] = useState(false);
  const last = stages.length - 1;
  const position = stage === undefined ? last : stages.findIndex(({ name }) => name === stage.name);
  const shown: StageName = stages[position]?.name ?? 'original';

  const go = (index: number) => showStage(index === last ? undefined : stages[index]?.name);
  const isEnd = position === last;
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setTimeout(() => {
      if (isEnd) setPlaying(false);
      else void showStage(position + 1 === last ? undefined : stages[position + 1]?.name);
    }, stageMs);
    return () => clearTimeout(timer);
  }, [isPlaying, isEnd, position, last, stages, showStage]);

  return {
    position,
    shown,
    failure,
    isPlaying,
    show: (index: number) => {
      setPlaying(false);
      void go(index);
    },
    play: () => {
      if (!isPlaying && isEnd) void go(0);
      setPlaying(!isPlaying);
    },
  };
}
