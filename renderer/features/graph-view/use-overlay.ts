import { useMemo, useState } from 'react';
import type { ComparedGraphs, GraphView } from '../../../engine/view/graph-view.ts';
import { useConfirm } from '../../stores/use-stores.tsx';
import { changeOverlay } from './overlays/change-overlay.ts';
import { type Overlay, type PaintedGraph, paintGraph } from './overlays/overlay.ts';
import { runtimeOverlays } from './overlays/runtime-overlays.ts';
import { memoryOverlay, parametersOverlay, precisionOverlay, workOverlay } from './overlays/static-overlays.ts';
import type { PaneName, Scenes } from './selection.ts';

export interface OverlayChoice {
  /** In the order of the menu. */
  readonly overlays: readonly Overlay[];
  readonly chosen: Overlay | undefined;
  readonly painted: Readonly<Record<PaneName, PaintedGraph | undefined>>;
  /** '' for none. */
  choose(name: string): void;
}

/** Which values colour the boxes. An overlay whose values are gone, because the plan changed, is no longer shown. */
export function useOverlay(
  original: GraphView,
  graphs: ComparedGraphs | undefined,
  scenes: Scenes,
  isDifference: boolean,
): OverlayChoice {
  const job = useConfirm((state) => state.job);
  const [name, choose] = useState('');
  const overlays = useMemo((): readonly Overlay[] => {
    const after = graphs?.after;
    const measured = job.status === 'done' && after !== undefined ? runtimeOverlays(job.report, after) : [];
    const types = precisionOverlay([...original.boxes, ...(after?.boxes ?? [])]);
    return [changeOverlay, ...measured, workOverlay, parametersOverlay, memoryOverlay, types];
  }, [original, graphs, job]);
  const wanted = name === '' && isDifference ? changeOverlay.name : name;
  const chosen = overlays.find((overlay) => overlay.name === wanted);
  const painted = useMemo(() => paintBoth(scenes, chosen), [scenes, chosen]);
  return { overlays, chosen, painted, choose };
}

/** Both panes on one scale, so that equal colours mean equal amounts. */
function paintBoth({ before, after }: Scenes, overlay: Overlay | undefined): OverlayChoice['painted'] {
  if (overlay === undefined) return { before: undefined, after: undefined };
  const alone = {
    before: before && paintGraph(before.graph, overlay, 'before'),
    after: after && paintGraph(after.graph, overlay, 'after'),
  };
  if (overlay.legend.kind === 'classes') return alone;
  const largest = Math.max(alone.before?.largest ?? 0, alone.after?.largest ?? 0);
  return {
    before: before && paintGraph(before.graph, overlay, 'before', largest),
    after: after && paintGraph(after.graph, overlay, 'after', largest),
  };
}
