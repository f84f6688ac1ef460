import type { ModelSummary } from '../../../engine/api/contract.ts';
import type { CompareReport } from '../../../engine/report/report.ts';
import { useBenchmark } from '../../stores/use-stores.tsx';
import { AccuracyChart } from './accuracy-chart.tsx';
import { ConditionsLine } from './conditions-line.tsx';
import { FiguresTable } from './figures-table.tsx';
import { LatencyChart } from './latency-chart.tsx';
import { MemoryChart } from './memory-chart.tsx';

interface ReportViewProps {
  readonly report: CompareReport;
  readonly model: ModelSummary;
}

export function ReportView({ report, model }: ReportViewProps) {
  const calibration = useBenchmark((state) => state.request?.calibration);
  return (
    <>
      <section aria-label="Figures">
        <FiguresTable report={report} model={model} calibration={calibration} />
        <ConditionsLine conditions={report.conditions} />
      </section>
      <div className="grid grid-cols-2 gap-4">
        <AccuracyChart report={report} />
        <LatencyChart report={report} />
        <MemoryChart report={report} />
      </div>
    </>
  );
}
