import type { ReactNode } from 'react';
import type { CompareReport } from '../../../engine/report/report.ts';
import { useWidth } from '../../components/use-width.ts';
import { ConditionsLine } from './conditions-line.tsx';

interface ChartFrameProps {
  readonly title: string;
  readonly about: string;
  readonly conditions: CompareReport['conditions'];
  /** Draws at the width that the frame has. */
  readonly children: (width: number) => ReactNode;
}

/** A chart with its title, what it shows, and its conditions. */
export function ChartFrame({ title, about, conditions, children }: ChartFrameProps) {
  const [box, width] = useWidth(480);
  return (
    <section aria-label={title} className="min-w-0 rounded-lg border border-line bg-surface-2 p-3">
      <h2 className="font-semibold">{title}</h2>
      <p className="text-sm text-ink-2">{about}</p>
      <div ref={box} className="mt-2">
        {children(width)}
      </div>
      <ConditionsLine conditions={conditions} />
    </section>
  );
}
