import type { CompareReport } from '../../../engine/report/report.ts';
import { AccuracyChart } from './accuracy-chart.tsx';
import { LatencyChart } from './latency-chart.tsx';
import { MemoryChart } from './memory-chart.tsx';

/** The charts of a report, as many beside each other as there is room for. */
export function ReportCharts({ report }: { readonly report: CompareReport }) {
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,25rem),1fr))] gap-4">
      <AccuracyChart report={report} />
      <LatencyChart report={report} />
      <MemoryChart report={report} />
    </div>
  );
}
