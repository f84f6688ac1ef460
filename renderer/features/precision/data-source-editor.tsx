import type { DataSpec } from '../../../engine/api/contract.ts';
import { Field, NumberInput } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { preprocessPresets } from '../../text/labels.ts';
import { PathRow } from './path-row.tsx';
import { SamplePeek } from './sample-peek.tsx';

interface DataSourceEditorProps {
  readonly value: DataSpec;
  readonly onChange: (value: DataSpec) => void;
}

const jsonFile = 'json-file';
const preprocessOptions = [
  ...preprocessPresets.map(({ name, label }) => ({ value: name, label })),
  { value: jsonFile, label: 'Described in a JSON file' },
];

/** Where samples come from and how they become inputs. */
export function DataSourceEditor({ value, onChange }: DataSourceEditorProps) {
  const { labelsPath, limit, ...required } = value;
  const preset = preprocessPresets.some(({ name }) => name === value.preprocess) ? value.preprocess : jsonFile;
  const setLabels = (path: string) =>
    onChange({ ...required, ...(path !== '' && { labelsPath: path }), ...(limit !== undefined && { limit }) });
  const setLimit = (count: number | undefined) =>
    onChange({
      ...required,
      ...(labelsPath !== undefined && { labelsPath }),
      ...(count !== undefined && { limit: count }),
    });

  return (
    <div className="grid grid-cols-6 gap-x-3 gap-y-2.5">
      <Field
        label="Samples"
        hint={
          value.path === ''
            ? 'A folder with one folder of images per class, .npy, .npz, IDX, JSON lines, or an ONNX test_data_set folder.'
            : undefined
        }
        className="col-span-6"
      >
        {(id) => (
          <PathRow
            id={id}
            value={value.path}
            onChange={(path) => onChange({ ...value, path })}
            choices={[
              { purpose: 'data', label: 'File…' },
              { purpose: 'data-folder', label: 'Folder…' },
            ]}
          />
        )}
      </Field>
      <Field label="Labels, where they are not beside the samples" className="col-span-6">
        {(id) => (
          <PathRow
            id={id}
            value={labelsPath ?? ''}
            onChange={setLabels}
            choices={[{ purpose: 'labels', label: 'File…' }]}
          />
        )}
      </Field>
      <Field label="Preprocessing" className="col-span-4">
        {(id) => (
          <Select
            id={id}
            label="Preprocessing"
            value={preset}
            options={preprocessOptions}
            onChange={(name) => onChange({ ...value, preprocess: name === jsonFile ? '' : name })}
          />
        )}
      </Field>
      <Field label="Label offset" className="col-span-1">
        {(id) => (
          <NumberInput
            id={id}
            value={value.labelOffset}
            min={-1000}
            max={1000}
            onChange={(labelOffset) => onChange({ ...value, labelOffset: labelOffset ?? 0 })}
          />
        )}
      </Field>
      <Field label="Limit" className="col-span-1">
        {(id) => (
          <NumberInput id={id} value={limit} min={1} max={1_000_000} placeholder="all" optional onChange={setLimit} />
        )}
      </Field>
      <div className="col-span-6 empty:hidden">
        <SamplePeek key={JSON.stringify(value)} data={value} />
      </div>
      {preset === jsonFile && (
        <Field label="JSON file" className="col-span-6">
          {(id) => (
            <PathRow
              id={id}
              value={value.preprocess}
              onChange={(preprocess) => onChange({ ...value, preprocess })}
              choices={[{ purpose: 'data', label: 'File…' }]}
            />
          )}
        </Field>
      )}
    </div>
  );
}
