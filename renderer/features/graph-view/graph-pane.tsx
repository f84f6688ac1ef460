import { LoaderCircle } from 'lucide-react';
import { ReactFlowProvider } from 'reactflow';
import type { CanvasText } from './canvas/canvas-text.ts';
import type { LinkedCameras } from './canvas/linked-cameras.ts';
import type { Marks } from './canvas/marks.ts';
import type { Palette } from './canvas/palette.ts';
import { Drawing } from './drawing.tsx';
import type { Hit } from './hit-test.ts';
import type { Paints } from './overlays/overlay.ts';
import type { PaneName } from './selection.ts';
import type { SceneState } from './use-scene.ts';

interface GraphPaneProps {
  readonly name: PaneName;
  /** 'Original: 309 layers' */
  readonly title: string;
  /** How the layers are counted. */
  readonly tooltip: string;
  /** Whether the fusions are predicted or confirmed. */
  readonly note?: string | undefined;
  readonly state: SceneState;
  readonly marks: Marks;
  readonly palette: Palette;
  readonly text: CanvasText;
  readonly cameras: LinkedCameras;
  readonly paints: Paints;
  /** The canvas or an element was clicked. */
  readonly onHit: (hit: Hit, isExtended: boolean) => void;
  readonly onTogglePart: (path: string) => void;
  /** The part that was opened or closed last. */
  readonly lastToggled: string | undefined;
  readonly onFocus: () => void;
}

/** One drawing with its title, its own scroll strip and its states. */
export function GraphPane(props: GraphPaneProps) {
  const { name, title, tooltip, note, state } = props;
  return (
    <section
      aria-label={title}
      className="flex min-h-0 min-w-0 flex-1 flex-col border-line not-first:border-l"
      data-pane={name}
      data-box-count={state.scene?.graph.boxes.length ?? 0}
      onFocus={props.onFocus}
      onPointerDown={props.onFocus}
    >
      <header className="flex h-8 shrink-0 items-center gap-2 border-b border-line bg-surface-1 px-3">
        <h2 className="shrink-0 font-semibold tabular-nums" title={tooltip}>
          {title}
        </h2>
        {note !== undefined && (
          <span className="min-w-0 truncate text-sm text-ink-3" title={note}>
            {note}
          </span>
        )}
        {(state.status === 'waiting' || state.status === 'running') && (
          <span role="status" className="ml-auto flex items-center gap-1.5 text-sm text-ink-2">
            <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
            {state.status === 'waiting' ? 'Fusing layers' : 'Arranging'}
          </span>
        )}
      </header>
      <div className="relative min-h-0 flex-1 bg-surface-1">
        {state.status === 'failed' && (
          <p role="alert" className="absolute inset-x-3 top-3 z-20 rounded-md bg-bad-soft px-3 py-2 text-ink">
            This graph could not be arranged: {state.message}
          </p>
        )}
        {state.scene?.graph.boxes.length === 0 && (
          <p className="absolute inset-0 grid place-items-center text-ink-2">This graph has no nodes.</p>
        )}
        {state.scene !== undefined && state.scene.graph.boxes.length > 0 && (
          <ReactFlowProvider>
            <Drawing {...props} scene={state.scene} />
          </ReactFlowProvider>
        )}
      </div>
    </section>
  );
}
