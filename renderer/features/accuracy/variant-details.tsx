import type { DataSpec, ModelSummary } from '../../../engine/api/contract.ts';
import type { CompareReport, VariantReport } from '../../../engine/report/report.ts';
import { VariantMark } from '../../components/variant-mark.tsx';
import { AnswersSection } from './answers-section.tsx';
import { ExplanationSection } from './explanation-section.tsx';
import { MixedSection } from './mixed-section.tsx';

interface VariantDetailsProps {
  readonly report: CompareReport;
  readonly model: ModelSummary;
  /** What the comparison was judged by, where this window asked for it: samples are shown from there. */
  readonly data: DataSpec | undefined;
}

/** Below the figures: how a mixed precision was chosen, why INT8 is as it is, whose answers changed. */
export function VariantDetails({ report, model, data }: VariantDetailsProps) {
  return report.variants.filter(hasDetails).map((variant) => (
    <section
      key={variant.kind}
      aria-label={`Details of ${variant.label}`}
      className="rounded-lg border border-line bg-surface-2 p-3"
    >
      <h3 className="flex items-center gap-2 font-semibold">
        <VariantMark kind={variant.kind} />
        {variant.label}
      </h3>
      <div className="mt-2 flex flex-col gap-4">
        {variant.mixed && <MixedSection report={variant.mixed} />}
        {variant.explanation && <ExplanationSection explanation={variant.explanation} />}
        {variant.outcome.status === 'measured' && variant.outcome.figures.answers && (
          <AnswersSection
            answers={variant.outcome.figures.answers}
            drop={variant.outcome.figures.accuracy?.top1Drop}
            model={model}
            data={data}
          />
        )}
      </div>
    </section>
  ));
}

const hasDetails = ({ mixed, explanation, outcome }: VariantReport) =>
  mixed !== undefined ||
  explanation !== undefined ||
  (outcome.status === 'measured' && (outcome.figures.answers?.changedCount ?? 0) > 0);
