import './drawing.css';
import { LocateFixed } from 'lucide-react';
import { type MouseEvent, useCallback, useMemo, useState } from 'react';
import { ReactFlow, type Viewport } from 'reactflow';
import { Button } from '../../components/button.tsx';
import { farthestZoom, type Point, toDrawingPoint, zoomLimits } from './canvas/camera.ts';
import type { CanvasText } from './canvas/canvas-text.ts';
import type { LinkedCameras } from './canvas/linked-cameras.ts';
import type { Marks } from './canvas/marks.ts';
import type { Palette } from './canvas/palette.ts';
import { CanvasLayer } from './canvas-layer.tsx';
import { type Hit, hitTest, noHit } from './hit-test.ts';
import { HoverCard } from './hover-card.tsx';
import { Minimap, minimapWidth } from './minimap.tsx';
import { OpNode } from './op-node.tsx';
import type { Paints } from './overlays/overlay.ts';
import { requireBox, type Scene } from './scene.ts';
import { isPartBox, pathOfPartBox } from './scopes/visible-graph.ts';
import type { PaneName } from './selection.ts';
import { useCameraPort, useFlowNodes, useView } from './use-drawing.ts';
import { useElementSize } from './use-element-size.ts';

const nodeTypes = { op: OpNode };
const hideAttribution = { hideAttribution: true };

/** How far from a line the pointer may be, in screen pixels. */
const hitTolerance = 6;

const zoomKeys = ['Control', 'Meta'];

const clickable: ReadonlySet<Hit['kind']> = new Set(['box', 'pill', 'frame']);

interface DrawingProps {
  readonly name: PaneName;
  readonly title: string;
  readonly scene: Scene;
  readonly marks: Marks;
  readonly paints: Paints;
  readonly palette: Palette;
  readonly text: CanvasText;
  readonly cameras: LinkedCameras;
  /** `isExtended` where Shift was held. */
  readonly onHit: (hit: Hit, isExtended: boolean) => void;
  readonly onTogglePart: (path: string) => void;
  /** The part that was opened or closed last; it stays where it is. */
  readonly lastToggled: string | undefined;
}

interface Hover {
  readonly hit: Hit;
  readonly point: Point;
}

const noHover: Hover = { hit: noHit, point: { x: 0, y: 0 } };

/** The drawing itself: React Flow for the viewport and the boxes near by, the canvas for everything else. */
export function Drawing(props: DrawingProps) {
  const { name, title, scene, marks, paints, palette, text, cameras, onHit, onTogglePart, lastToggled } = props;
  const { ref, size } = useElementSize<HTMLDivElement>();
  const { near, isAway } = useView(scene, size);
  const [hover, setHover] = useState(noHover);
  const nodes = useFlowNodes(scene, near, marks, paints);
  const { readCamera, takeOver } = useCameraPort(name, scene, size, cameras, lastToggled);

  const hitAt = useCallback(
    (event: MouseEvent): Hover => {
      const bounds = ref.current?.getBoundingClientRect();
      const point = { x: event.clientX - (bounds?.left ?? 0), y: event.clientY - (bounds?.top ?? 0) };
      const camera = readCamera();
      return { hit: hitTest(scene, toDrawingPoint(camera, point), hitTolerance / camera.zoom), point };
    },
    [ref, readCamera, scene],
  );
  const moved = useCallback(
    (event: unknown, viewport: Viewport) => {
      setHover(noHover);
      if (event === null) return;
      takeOver();
      cameras.moved(name, viewport);
    },
    [cameras, name, takeOver],
  );
  const showMoving = useCallback((isMoving: boolean) => ref.current?.toggleAttribute('data-moving', isMoving), [ref]);
  const minZoom = useMemo(() => farthestZoom(scene.layout, size), [scene, size]);

  return (
    <>
      <div ref={ref} className="drawing absolute inset-y-0 left-0" style={{ right: minimapWidth }}>
        <ReactFlow
          aria-label={`${title}. Arrow keys move along lines, Enter opens details.`}
          tabIndex={0}
          nodes={nodes}
          nodeTypes={nodeTypes}
          proOptions={hideAttribution}
          minZoom={minZoom}
          maxZoom={zoomLimits.nearest}
          panOnScroll
          panOnScrollSpeed={1}
          zoomOnScroll={false}
          zoomOnDoubleClick={false}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          zoomActivationKeyCode={zoomKeys}
          onMoveStart={moved}
          onMove={moved}
          onNodeClick={({ shiftKey }, node) => {
            const box = scene.indexById.get(node.id);
            if (box !== undefined) onHit({ kind: 'box', index: box }, shiftKey);
          }}
          onNodeDoubleClick={(_event, { data: { box } }) => {
            if (isPartBox(box)) onTogglePart(pathOfPartBox(box));
          }}
          onPaneClick={(event) => {
            const { hit } = hitAt(event);
            const box = hit.kind === 'box' ? requireBox(scene, hit.index) : undefined;
            if (event.detail === 2 && box !== undefined && isPartBox(box)) onTogglePart(pathOfPartBox(box));
            else onHit(hit, event.shiftKey);
          }}
          onPaneMouseMove={(event) => {
            const next = event.buttons === 0 ? hitAt(event) : noHover;
            setHover((known) =>
              known.hit.kind === next.hit.kind && known.hit.index === next.hit.index ? known : next,
            );
          }}
          onPaneMouseLeave={() => setHover(noHover)}
          className={clickable.has(hover.hit.kind) ? 'is-clickable' : ''}
        >
          <CanvasLayer
            scene={scene}
            size={size}
            palette={palette}
            text={text}
            marks={marks}
            paints={paints}
            hoveredLink={hover.hit.kind === 'link' ? hover.hit.index : -1}
            isFar={near === undefined}
            lastToggled={lastToggled}
            onMoving={showMoving}
          />
        </ReactFlow>
        <HoverCard scene={scene} hit={hover.hit} point={hover.point} size={size} />
        {isAway && (
          <Button
            className="absolute bottom-4 left-1/2 z-20 -translate-x-1/2 shadow-float"
            onClick={() => cameras.comeBack(name)}
          >
            <LocateFixed aria-hidden />
            Back to the graph
          </Button>
        )}
      </div>
      <Minimap
        scene={scene}
        paneSize={size}
        palette={palette}
        marks={marks}
        paints={paints}
        onScrollTo={(y) => {
          const camera = readCamera();
          cameras.go(name, { ...camera, y: size.height / 2 - y * camera.zoom }, 'instant');
        }}
      />
    </>
  );
}
