import 'reactflow/dist/base.css';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { BoxView, ComparedGraphs, OriginalGraph } from '../../../engine/view/graph-view.ts';
import { selectEvidence } from '../../stores/confirm-store.ts';
import { useConfirm, useGraph, useStores, useView } from '../../stores/use-stores.tsx';
import { middleOf } from './canvas/camera.ts';
import { CanvasText } from './canvas/canvas-text.ts';
import { LinkedCameras } from './canvas/linked-cameras.ts';
import { copyName } from './copy-name.ts';
import { countOperators, keptBoxes } from './filter.ts';
import { FilterMenu } from './filter-menu.tsx';
import type { GraphCommand } from './graph-command.ts';
import { GraphPane } from './graph-pane.tsx';
import { GraphToolbar, type Shown } from './graph-toolbar.tsx';
import type { Hit } from './hit-test.ts';
import { Inspector } from './inspector.tsx';
import { type RunLayout, runLayoutInWorker } from './layout-client.ts';
import { OverlayLegend } from './overlay-legend.tsx';
import { OverlayMenu } from './overlay-menu.tsx';
import { PartsMenu } from './parts-menu.tsx';
import { PictureMenu } from './picture/picture-menu.tsx';
import { pillTarget } from './pill-target.ts';
import { reveal } from './reveal.ts';
import { boxRect, requireBox, type Scene } from './scene.ts';
import { isPartBox, partBoxId, pathOfPartBox } from './scopes/visible-graph.ts';
import { SearchBox } from './search-box.tsx';
import {
  describeSelection,
  findNeighbour,
  findStart,
  findSubject,
  type PaneName,
  type Subject,
  toMarks,
  toSelection,
} from './selection.ts';
import { toPaneTitles, toTargetLabel } from './titles.ts';
import { toDifference } from './to-difference.ts';
import { useElementSize } from './use-element-size.ts';
import { useGraphKeys } from './use-graph-keys.ts';
import { useOverlay } from './use-overlay.ts';
import { usePalette } from './use-palette.ts';
import { useParts } from './use-parts.ts';
import { usePath } from './use-path.ts';
import { usePicture } from './use-picture.ts';
import { useScene } from './use-scene.ts';
import { useSearch } from './use-search.ts';

interface GraphViewProps {
  readonly original: OriginalGraph;
  /** Undefined while the original is being rewritten. */
  readonly graphs: ComparedGraphs | undefined;
  /** Replaces the layout worker. */
  readonly runLayout?: RunLayout;
}

const noFilter: ReadonlySet<string> = new Set();

const panes: readonly PaneName[] = ['before', 'after'];

/** From this width on details are there from the start; from `besideWidth` on they appear with the first selection. */
const roomyWidth = 1240;

/** Narrower than this, details lie over the drawing instead of beside it, and appear when asked for. */
const besideWidth = 860;

/** The original and the fused graph side by side, moving together; search, details and keys belong to both. */
export function GraphView({ original, graphs, runLayout = runLayoutInWorker }: GraphViewProps) {
  const { view, notifications } = useStores();
  const selection = useView((state) => state.selection);
  const evidence = useConfirm(selectEvidence);
  const fitRequestCount = useView((state) => state.fitRequestCount);
  const stage = useGraph((state) => state.stage);
  const loadTensor = useGraph((state) => state.previewTensor);
  const palette = usePalette();
  const { ref: screen, size } = useElementSize<HTMLDivElement>();
  const inspector = useRef<HTMLElement>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  const [cameras] = useState(() => new LinkedCameras());
  const [shown, setShown] = useState<Shown>('both');
  const [isLinked, setLinked] = useState(true);
  const [detailsWanted, setDetailsWanted] = useState<boolean>();
  const [hasSelected, setHasSelected] = useState(false);
  if (selection !== undefined && !hasSelected) setHasSelected(true);
  const [activePane, setActivePane] = useState<PaneName>('before');

  const text = useMemo(() => new CanvasText(palette.fontFamily), [palette.fontFamily]);
  const isDifference = shown === 'difference' && graphs !== undefined;
  const difference = useMemo(() => (isDifference ? toDifference(graphs) : undefined), [isDifference, graphs]);
  const parts = useParts(difference ?? original.graph, stage?.graph ?? graphs?.after);
  const states = {
    before: useScene(parts.visible.before, runLayout, text.measure),
    after: useScene(parts.visible.after, runLayout, text.measure),
  };
  const before = states.before.scene;
  const after = states.after.scene;
  const scenes = useMemo(() => ({ before, after }), [before, after]);
  const goTo = (pane: PaneName, box: BoxView) => {
    parts.showBox(pane, box.id);
    view.getState().select(toSelection(box, pane));
  };
  const search = useSearch(scenes, shown, selection, goTo);
  const [filter, setFilter] = useState<ReadonlySet<string>>(noFilter);
  const operators = useMemo(() => countOperators(graphs?.after ?? original.graph), [graphs, original]);
  const { shown: way, show: showWay } = usePath(scenes, selection);
  const marks = useMemo(() => {
    const inPane = (pane: PaneName, scene: Scene | undefined) =>
      toMarks(scene, selection, {
        found: search.found[pane],
        kept: keptBoxes(scene, filter),
        path: way?.pane === pane ? way.path : undefined,
      });
    return { before: inPane('before', before), after: inPane('after', after) };
  }, [before, after, selection, search.found, filter, way]);
  const overlay = useOverlay(original.graph, graphs, scenes, isDifference);
  const subject = useMemo(() => findSubject(selection, scenes), [selection, scenes]);

  const attached = useSyncExternalStore(cameras.subscribe, cameras.attached);
  useEffect(() => cameras.setLinked(isLinked), [cameras, isLinked]);
  useEffect(() => reveal(cameras, selection, scenes, attached), [cameras, selection, scenes, attached]);
  useEffect(() => {
    if (fitRequestCount > 0) cameras.showAll();
  }, [cameras, fitRequestCount]);

  const isBeside = size.width >= besideWidth;
  const hasDetails = detailsWanted ?? (isBeside && (size.width >= roomyWidth || hasSelected));
  const leader = shown === 'both' ? activePane : shown === 'after' ? 'after' : 'before';
  const titles = toPaneTitles(original, graphs, stage, isDifference);

  const leading = scenes[leader];
  const savePicture = usePicture(
    leading && {
      title: titles[leader],
      scene: leading,
      marks: marks[leader],
      paints: overlay.painted[leader]?.paints,
      palette,
      text,
    },
  );

  const zoom = (factor: number) => {
    const isHere = subject !== undefined && subject.pane === leader;
    cameras.zoomBy(leader, factor, isHere ? middleOf(boxRect(subject.scene, subject.box)) : undefined);
  };
  const select = (pane: PaneName, box: number) => {
    const scene = scenes[pane];
    if (scene !== undefined) view.getState().select(toSelection(requireBox(scene, box), pane));
  };
  const hit = (pane: PaneName, { kind, index }: Hit, isExtended: boolean) => {
    const scene = scenes[pane];
    if (kind === 'box' && isExtended && subject?.pane === pane) {
      const idOf = (box: number) => requireBox(subject.scene, box).id;
      showWay({ pane, from: idOf(subject.box), to: idOf(index) });
    }
    if (kind === 'box') select(pane, index);
    else if (kind === 'pill' && scene !== undefined) select(pane, pillTarget(scene, index));
    else if (kind === 'frame') togglePart(scene?.graph.frames[index]?.path ?? '');
    else if (kind === 'nothing') view.getState().clearSelection();
  };
  const togglePart = (path: string) => {
    // The box of a part is gone once it is open, and with it what was selected.
    if (selection?.box === partBoxId(path)) view.getState().clearSelection();
    parts.toggle(path);
  };
  const toggleAround = ({ scene, box: index }: Subject) => {
    const box = requireBox(scene, index);
    const frame = scene.graph.frames[scene.graph.frameOfBox[index] ?? -1];
    if (isPartBox(box)) togglePart(pathOfPartBox(box));
    else if (frame !== undefined) togglePart(frame.path);
  };
  const run = (command: GraphCommand) => {
    switch (command.type) {
      case 'move': {
        const start = subject ?? findStart(scenes, leader);
        if (start === undefined) return;
        const next = subject === undefined ? start.box : findNeighbour(start.scene, start.box, command.direction);
        if (next !== undefined) select(start.pane, next);
        return;
      }
      case 'open':
        if (subject !== undefined) toggleAround(subject);
        return;
      case 'copy':
        if (subject !== undefined) void copyName(requireBox(subject.scene, subject.box), notifications);
        return;
      case 'zoom':
        return zoom(command.factor);
      case 'fit':
        return cameras.showAll();
      case 'clear':
        return view.getState().clearSelection();
      case 'details':
        setDetailsWanted(true);
        requestAnimationFrame(() => inspector.current?.focus());
        return;
      case 'search':
        searchInput.current?.focus();
        searchInput.current?.select();
        return;
    }
  };
  useGraphKeys(screen, run);

  return (
    <div ref={screen} className="relative flex h-full min-h-0 flex-col">
      <GraphToolbar
        shown={shown}
        isLinked={isLinked}
        hasDetails={hasDetails}
        onShow={setShown}
        onLink={setLinked}
        onZoom={zoom}
        onFit={() => cameras.showAll()}
        onDetails={setDetailsWanted}
        picture={<PictureMenu paneTitle={titles[leader]} isDisabled={leading === undefined} onSave={savePicture} />}
      >
        {parts.hasParts && <PartsMenu parts={parts} />}
        <FilterMenu operators={operators} chosen={filter} onChoose={setFilter} />
        <OverlayMenu choice={overlay} />
        <SearchBox ref={searchInput} {...search.box} />
      </GraphToolbar>
      <OverlayLegend choice={overlay} pane={shown === 'both' ? 'after' : leader} />
      {way !== undefined && (
        <p role="status" className="shrink-0 border-b border-line bg-surface-1 px-3 py-1 text-ink-2">
          {way.sentence}
        </p>
      )}
      <div className="relative flex min-h-0 flex-1">
        {panes
          .filter((pane) => shown === 'both' || leader === pane)
          .map((pane) => (
            <GraphPane
              key={pane}
              name={pane}
              title={titles[pane]}
              tooltip={original.convention}
              note={pane === 'after' && graphs ? `${evidence} for ${toTargetLabel(graphs.target)}` : undefined}
              state={states[pane]}
              marks={marks[pane]}
              paints={overlay.painted[pane]?.paints}
              palette={palette}
              text={text}
              cameras={cameras}
              onHit={(found, isExtended) => hit(pane, found, isExtended)}
              onTogglePart={togglePart}
              lastToggled={parts.lastToggled}
              onFocus={() => setActivePane(pane)}
            />
          ))}
        {hasDetails && (
          <Inspector
            ref={inspector}
            subject={subject}
            scenes={scenes}
            isBeside={isBeside}
            loadTensor={loadTensor}
            onGo={select}
            onClose={() => setDetailsWanted(false)}
          />
        )}
      </div>
      <p aria-live="polite" className="sr-only">
        {describeSelection(selection, scenes)}
      </p>
    </div>
  );
}
