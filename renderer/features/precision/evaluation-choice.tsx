import { Segmented } from '../../components/segmented.tsx';
import { emptyData } from '../../stores/precision-store.ts';
import { usePrecision } from '../../stores/use-stores.tsx';
import { DataSourceEditor } from './data-source-editor.tsx';
import { PanelSection } from './panel-section.tsx';

const choices = [
  { value: 'none', label: 'None' },
  { value: 'data', label: 'Data' },
] as const;

const words = {
  none: 'Without data, outputs on random inputs are compared with the original: numerics only, no accuracy.',
  data: 'With labels: top-1 and top-5. Without: agreement, SQNR and cosine against the original.',
};

export function EvaluationChoice() {
  const evaluation = usePrecision((state) => state.evaluation);
  const setEvaluation = usePrecision((state) => state.setEvaluation);
  const kind = evaluation === undefined ? 'none' : 'data';
  return (
    <PanelSection
      title="Evaluation data"
      about={words[kind]}
      action={
        <Segmented
          label="Evaluation data"
          value={kind}
          options={choices}
          onChange={(next) => setEvaluation(next === 'data' ? emptyData : undefined)}
        />
      }
    >
      {evaluation !== undefined && <DataSourceEditor value={evaluation} onChange={setEvaluation} />}
    </PanelSection>
  );
}
