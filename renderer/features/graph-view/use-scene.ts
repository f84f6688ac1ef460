import { useEffect, useState } from 'react';
import type { RunLayout } from './layout-client.ts';
import { type Scene, toScene } from './scene.ts';
import type { VisibleGraph } from './scopes/visible-graph.ts';
import { type MeasureText, toLayoutInput } from './to-layout-input.ts';

/** The drawing of a graph. The previous one stays while the next is being made, or where that failed. */
export type SceneState =
  | { readonly status: 'waiting'; readonly scene?: never }
  | { readonly status: 'running'; readonly scene?: Scene }
  | { readonly status: 'done'; readonly scene: Scene }
  | { readonly status: 'failed'; readonly message: string; readonly scene?: Scene };

/** Waits while there is no graph yet. */
export function useScene(graph: VisibleGraph | undefined, runLayout: RunLayout, measure: MeasureText): SceneState {
  const [state, setState] = useState<SceneState>({ status: 'waiting' });
  useEffect(() => {
    if (graph === undefined) return setState({ status: 'waiting' });
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
