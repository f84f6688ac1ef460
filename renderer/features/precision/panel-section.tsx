import { type ReactNode, useId } from 'react';

interface PanelSectionProps {
  readonly title: string;
  readonly about: string;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

/** A titled group of choices. */
export function PanelSection({ title, about, action, children }: PanelSectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-lg border border-line bg-surface-1 p-3">
      <div className="flex min-h-7 flex-wrap items-center justify-between gap-2">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {action}
      </div>
      <p className="mt-1 text-ink-2">{about}</p>
      <div className="mt-3 flex flex-col gap-3 empty:hidden">{children}</div>
    </section>
  );
}
