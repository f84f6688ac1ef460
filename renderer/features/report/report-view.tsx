import type { ModelSummary } from '../../../engine/api/contract.ts';
import type { CompareReport } from '../../../engine/report/report.ts';
import { useBenchmark } from '../../stores/use-stores.tsx';
import { VariantDetails } from '../accuracy/variant-details.tsx';
import { ConditionsLine } from './conditions-line.tsx';
import { FiguresTable } from './figures-table.tsx';
import { LayersSection } from './layers-section.tsx';
import { ReportCharts } from './report-charts.tsx';
import { ReportMenu } from './report-menu.tsx';

interface ReportViewProps {
  readonly report: CompareReport;
  readonly model: ModelSummary;
}

export function ReportView({ report, model }: ReportViewProps) {
  const calibration = useBenchmark((state) => state.request?.calibration);
  const data = useBenchmark((state) => state.request?.data);
  return (
    <>
      <section aria-label="Figures">
        <FiguresTable report={report} model={model} calibration={calibration} />
        <div className="flex items-start justify-between gap-4">
          <ConditionsLine conditions={report.conditions} />
          <ReportMenu source={{ kind: 'latest', modelId: model.modelId }} modelName={model.name} />
        </div>
      </section>
      <ReportCharts report={report} />
      <LayersSection report={report} />
      <VariantDetails report={report} model={model} data={data} />
    </>
  );
}
