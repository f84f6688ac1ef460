import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';

interface SplitPaneProps {
  /** What the side holds; names the divider for assistive technology. */
  readonly sideLabel: string;
  readonly side: ReactNode;
  readonly children: ReactNode;
  /** Fraction of the width that the side takes. */
  readonly fraction: number;
  readonly onResize: (fraction: number) => void;
}

const least = 0.18;
const most = 0.6;
const step = 0.02;

/** Main content with a side at its right; the divider moves by pointer and by arrow keys. */
export function SplitPane({ sideLabel, side, children, fraction, onResize }: SplitPaneProps) {
  const container = useRef<HTMLDivElement>(null);
  const shown = clamp(fraction);

  const drag = (event: PointerEvent<HTMLElement>) => {
    const box = container.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0 || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onResize(clamp((box.right - event.clientX) / box.width));
  };
  const nudge = (event: KeyboardEvent) => {
    const change = { ArrowLeft: step, ArrowRight: -step, Home: most, End: -most }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    onResize(clamp(shown + change));
  };

  return (
    <div ref={container} className="flex h-full min-h-0 w-full min-w-0">
      <div className="min-w-0 flex-1">{children}</div>
      <hr
        aria-orientation="vertical"
        aria-label={`Width of ${sideLabel}`}
        aria-valuenow={Math.round(shown * 100)}
        aria-valuemin={least * 100}
        aria-valuemax={most * 100}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={nudge}
        className="relative z-10 m-0 h-full w-px shrink-0 cursor-col-resize touch-none border-0 bg-line outline-none before:absolute before:inset-y-0 before:-left-1 before:w-2 hover:before:bg-accent/40 focus-visible:before:bg-accent"
      />
      <section aria-label={sideLabel} className="min-w-0 shrink-0 overflow-hidden" style={{ width: `${shown * 100}%` }}>
        {side}
      </section>
    </div>
  );
}

const clamp = (fraction: number) => Math.min(most, Math.max(least, fraction));
