import { X } from 'lucide-react';
import type { Ref } from 'react';
import { IconButton } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { BoxDetails } from './box-details.tsx';
import { requireBox } from './scene.ts';
import type { PaneName, Scenes, Subject } from './selection.ts';
import type { LoadTensor } from './tensor-peek.tsx';

interface InspectorProps {
  readonly ref?: Ref<HTMLElement>;
  readonly subject: Subject | undefined;
  readonly scenes: Scenes;
  /** Beside the drawing, or over it where there is no room. */
  readonly isBeside: boolean;
  readonly loadTensor?: LoadTensor | undefined;
  readonly onGo: (pane: PaneName, box: number) => void;
  readonly onClose: () => void;
}

/** Everything known about the selected box, with links to the boxes it is connected with and came from. */
export function Inspector({ ref, subject, scenes, isBeside, loadTensor, onGo, onClose }: InspectorProps) {
  return (
    <aside
      ref={ref}
      tabIndex={-1}
      aria-label="Details"
      className={classNames(
        'flex w-[304px] max-w-[85%] shrink-0 flex-col border-l border-line bg-surface-2',
        !isBeside && 'absolute inset-y-0 right-0 z-30 shadow-float',
      )}
    >
      <header className="flex h-8 shrink-0 items-center justify-between border-b border-line pr-1 pl-3">
        <h2 className="font-semibold">Details</h2>
        <IconButton label="Close details" className="size-6" onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </header>
      {subject === undefined ? (
        <p className="p-3 text-ink-2">Select a box to see what it is, what flows through it and what became of it.</p>
      ) : (
        <BoxDetails
          key={`${subject.pane} ${requireBox(subject.scene, subject.box).id}`}
          subject={subject}
          scenes={scenes}
          loadTensor={loadTensor}
          onGo={onGo}
        />
      )}
    </aside>
  );
}
