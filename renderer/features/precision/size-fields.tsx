import { Field, NumberInput } from '../../components/field.tsx';

interface SizeFieldsProps {
  /** Of dims that models leave open. */
  readonly names: readonly string[];
  readonly sizes: Readonly<Record<string, number>>;
  readonly setSize: (name: string, size: number | undefined) => void;
}

/** One field for each dim that has to be given a size before anything can run. */
export const SizeFields = ({ names, sizes, setSize }: SizeFieldsProps) => (
  <div className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-3">
    {names.map((name) => (
      <Field key={name} label={name}>
        {(id) => (
          <NumberInput
            id={id}
            value={sizes[name]}
            min={1}
            max={1_000_000}
            placeholder="size"
            optional
            onChange={(size) => setSize(name, size)}
          />
        )}
      </Field>
    ))}
  </div>
);
