import { useState } from 'react';
import { classNames } from '../../components/class-names.ts';
import { formatInteger } from '../../text/format.ts';
import { toShortName } from './box-text.ts';
import { requireBox, type Scene } from './scene.ts';

const shownAtFirst = 8;

interface BoxLinksProps {
  /** Word before the links: 'from', 'to'; '' for none. */
  readonly label: string;
  readonly scene: Scene;
  readonly boxes: readonly number[];
  readonly onGo: (box: number) => void;
  /** One link a line, with names. */
  readonly isList?: boolean;
}

/** Links to boxes, the first few until all are asked for. */
export function BoxLinks({ label, scene, boxes, onGo, isList = false }: BoxLinksProps) {
  const [isOpen, setOpen] = useState(false);
  if (boxes.length === 0) return null;
  const shown = isOpen ? boxes : boxes.slice(0, shownAtFirst);
  return (
    <div
      className={classNames('flex min-w-0 gap-x-2 gap-y-0.5', isList ? 'flex-col' : boxes.length > 1 && 'flex-wrap')}
    >
      {label !== '' && <span className="shrink-0 text-ink-3">{label}</span>}
      {shown.map((index) => {
        const box = requireBox(scene, index);
        const name = toShortName(box.name, box.title);
        return (
          <button
            key={box.id}
            type="button"
            title={box.name}
            onClick={() => onGo(index)}
            className="flex min-w-0 max-w-full items-baseline gap-1.5 rounded-sm text-left text-accent hover:underline"
          >
            <span className="min-w-0 truncate">{box.title}</span>
            {name !== '' && <span className="min-w-0 shrink-[3] truncate text-xs text-ink-3">{name}</span>}
          </button>
        );
      })}
      {boxes.length > shown.length && (
        <button type="button" className="w-fit rounded-sm text-accent hover:underline" onClick={() => setOpen(true)}>
          Show all {formatInteger(boxes.length)}
        </button>
      )}
    </div>
  );
}
