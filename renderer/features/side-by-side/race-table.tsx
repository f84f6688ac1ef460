import { CircleAlert } from 'lucide-react';
import type { ModelId, ModelSummary } from '../../../engine/api/contract.ts';
import type { RacedModel, RaceReport } from '../../../engine/report/race-report.ts';
import { useRace, useStores } from '../../stores/use-stores.tsx';
import { formatBytes, formatCount } from '../../text/format.ts';
import { type RaceCell, raceColumns } from './race-columns.ts';

interface RaceTableProps {
  /** The open models, in the order of their tabs. */
  readonly models: readonly ModelSummary[];
  /** The newest race; models that took no part, or were opened since, have no figures. */
  readonly report: RaceReport | undefined;
}

const facts: readonly { readonly name: string; readonly show: (model: ModelSummary) => string }[] = [
  { name: 'Parameters', show: ({ parameterCount }) => formatCount(parameterCount) },
  { name: 'MACs', show: ({ macs }) => formatCount(macs) },
  { name: 'File', show: ({ sizeBytes }) => formatBytes(sizeBytes) },
];

/** Models in rows: what they are, then what was measured. */
export function RaceTable({ models, report }: RaceTableProps) {
  return (
    <div className="relative overflow-x-auto rounded-lg border border-line bg-surface-2">
      <table className="w-full border-collapse text-right text-sm tabular-nums">
        <caption className="sr-only">
          The open models side by side{report !== undefined && `. Ratios are to ${report.baseline}.`}
        </caption>
        <thead className="bg-surface-1">
          <tr>
            <th scope="col" className="px-3 py-2 text-left font-semibold">
              Model
            </th>
            {facts.map(({ name }) => (
              <th key={name} scope="col" className="px-2 py-2 font-normal whitespace-nowrap text-ink-2">
                {name}
              </th>
            ))}
            {raceColumns.map(({ name, about }, index) => (
              <th
                key={name}
                scope="col"
                title={about}
                className={`px-2 py-2 font-normal whitespace-nowrap text-ink-2 ${index === 0 ? 'border-l border-line' : ''}`}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <ModelRow
              key={model.modelId}
              model={model}
              raced={report?.models.find(({ modelId }) => modelId === model.modelId)}
              baseline={report?.baseline}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ModelRowProps {
  readonly model: ModelSummary;
  readonly raced: RacedModel | undefined;
  readonly baseline: string | undefined;
}

function ModelRow({ model, raced, baseline }: ModelRowProps) {
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="max-w-80 px-3 py-2 text-left">
        <Choice modelId={model.modelId} name={model.name} path={model.path} />
      </th>
      {facts.map(({ name, show }) => (
        <td key={name} className="px-2 py-2 whitespace-nowrap text-ink-2">
          {show(model)}
        </td>
      ))}
      {raced?.outcome.status === 'failed' ? (
        <td colSpan={raceColumns.length} className="border-l border-line px-2 py-2 text-left">
          <span className="flex max-w-2xl gap-2">
            <CircleAlert className="mt-0.5 size-4 shrink-0 text-bad" aria-hidden />
            <span className="wrap-anywhere">
              Not measured. {raced.outcome.message} <span className="text-ink-3">({raced.outcome.code})</span>
            </span>
          </span>
        </td>
      ) : (
        raceColumns.map(({ name, cell }, index) => (
          <td
            key={name}
            className={`px-2 py-2 whitespace-nowrap ${index === 0 ? 'border-l border-line font-medium' : 'text-ink-2'}`}
          >
            <Cell cell={raced && cell(raced, raced.name === baseline)} />
          </td>
        ))
      )}
    </tr>
  );
}

const tones = { better: 'text-good', worse: 'text-bad', same: 'text-ink-3' };

function Cell({ cell }: { readonly cell: RaceCell | undefined }) {
  if (cell === undefined) return '–';
  const { main, ratio, detail } = cell;
  return (
    <div title={detail}>
      {main}
      {ratio !== undefined && <span className={`block text-xs font-normal ${tones[ratio.tone]}`}>{ratio.text}</span>}
    </div>
  );
}

interface ChoiceProps {
  readonly modelId: ModelId;
  readonly name: string;
  readonly path: string;
}

/** Whether the model takes part in the next measurement, and the way to it. */
function Choice({ modelId, name, path }: ChoiceProps) {
  const { model, view } = useStores();
  const takesPart = useRace((state) => !state.leftOut.has(modelId));
  const toggle = useRace((state) => state.toggle);
  const show = () => {
    model.getState().show(modelId);
    view.getState().showSideBySide(false);
  };
  return (
    <span className="flex items-start gap-2">
      <input
        type="checkbox"
        aria-label={`Measure ${name}`}
        checked={takesPart}
        onChange={() => toggle(modelId)}
        className="mt-1 size-3.5 accent-accent"
      />
      <button
        type="button"
        title={path === '' ? name : path}
        onClick={show}
        className="min-w-0 rounded-sm text-left font-semibold wrap-anywhere hover:underline"
      >
        {name}
      </button>
    </span>
  );
}
