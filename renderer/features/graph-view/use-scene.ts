import { useEffect, useState } from 'react';
import type { GraphView } from '../../../engine/view/graph-view.ts';
import type { RunLayout } from './layout-client.ts';
import { type Scene, toScene } from './scene.ts';
import { type MeasureText, toLayoutInput } from './to-layout-input.ts';

/** The drawing of a graph. The previous one stays while the next is being made, or where that failed. */
export type SceneState =
  | { readonly status: 'running'; readonly scene?: Scene }
  | { readonly status: 'done'; readonly scene: Scene }
  | { readonly status: 'failed'; readonly message: string; readonly scene?: Scene };

export function useScene(graph: GraphView, runLayout: RunLayout, measure: MeasureText): SceneState {
  const [state, setState] = useState<SceneState>({ status: 'running' });
  useEffect(() => {
    let isCurrent = true;
    setState(({ scene }) => ({ status: 'running', ...(scene && { scene }) }));
    runLayout(toLayoutInput(graph, measure)).then(
      (layout) => {
        if (isCurrent) setState({ status: 'done', scene: toScene(graph, layout) });
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        if (isCurrent) setState(({ scene }) => ({ status: 'failed', message, ...(scene && { scene }) }));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [graph, runLayout, measure]);
  return state;
}
