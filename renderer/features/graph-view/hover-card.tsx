import type { Point, Size } from './canvas/camera.ts';
import { toPillText } from './canvas/paint-pills.ts';
import type { Hit } from './hit-test.ts';
import { at } from './layout/links.ts';
import { edgesOfLink, requireBox, type Scene } from './scene.ts';
import { isPartBox } from './scopes/visible-graph.ts';

interface HoverCardProps {
  readonly scene: Scene;
  readonly hit: Hit;
  /** Where the pointer is, in the pane. */
  readonly point: Point;
  readonly size: Size;
}

const cardWidth = 300;

/** Names what is under the pointer where the canvas draws it: a small box, a line, a reference. */
export function HoverCard({ scene, hit, point, size }: HoverCardProps) {
  const lines = describe(scene, hit);
  if (lines.length === 0) return null;
  const left = Math.max(4, Math.min(point.x + 14, size.width - cardWidth - 4));
  const below = point.y < size.height - 90;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute z-20 w-fit rounded-md border border-line bg-surface-2 px-2 py-1 text-sm shadow-float"
      style={{ left, maxWidth: cardWidth, ...(below ? { top: point.y + 16 } : { bottom: size.height - point.y + 12 }) }}
    >
      {lines.map((line, index) => (
        <p key={line} className={index === 0 ? 'font-semibold wrap-anywhere' : 'text-ink-2 wrap-anywhere'}>
          {line}
        </p>
      ))}
    </div>
  );
}

function describe(scene: Scene, hit: Hit): readonly string[] {
  switch (hit.kind) {
    case 'nothing':
      return [];
    case 'box': {
      const box = requireBox(scene, hit.index);
      const more = isPartBox(box) ? 'Double-click to open it' : (box.outputs[0]?.shape ?? '');
      return [box.title, box.name, more].filter((line) => line !== '');
    }
    case 'frame': {
      const { title, path } = scene.graph.frames[hit.index] ?? { title: '', path: '' };
      return [...new Set([title, path]), 'Click to close it'];
    }
    case 'link':
      return describeLink(scene, hit.index);
    case 'pill': {
      const { link, linkCount } = scene.layout.pills;
      if (at(linkCount, hit.index) === 1) return [...describeLink(scene, at(link, hit.index)), 'Click to go there'];
      return [toPillText(scene, hit.index), 'Click to list them'];
    }
  }
}

function describeLink(scene: Scene, link: number): readonly string[] {
  const { linkFrom, linkTo } = scene.layout;
  const ends = `${requireBox(scene, at(linkFrom, link)).title} → ${requireBox(scene, at(linkTo, link)).title}`;
  const edges = edgesOfLink(scene, link);
  const labels = edges.map(({ label }) => label).filter((label) => label !== '');
  const values = edges.slice(0, 3).map(({ value }) => value);
  return [labels[0] ?? ends, ...values, ...(labels.length > 0 ? [ends] : [])];
}
