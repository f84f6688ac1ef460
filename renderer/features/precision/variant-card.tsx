import type { ModelSummary } from '../../../engine/api/contract.ts';
import { VariantMark } from '../../components/variant-mark.tsx';
import type { BuiltVariant } from '../../stores/precision-store.ts';
import { useModel, usePrecision } from '../../stores/use-stores.tsx';
import { variantLabels } from '../../text/labels.ts';
import { ExportButton, ExportOutcome } from '../export/export-variant.tsx';

const about: Readonly<Record<BuiltVariant, { readonly what: string; readonly needs: string }>> = {
  fp32: { what: 'Full precision, fewer layers', needs: 'Needs nothing more.' },
  fp16: {
    what: 'Half precision',
    needs: 'Needs nothing more. With calibration data, layers whose values come near 65,504 stay in FP32.',
  },
  int8: { what: '8-bit integers', needs: 'Needs calibration data: a few hundred typical inputs.' },
  'int8-dynamic': {
    what: '8-bit matrix products',
    needs: 'Needs nothing more. Only for networks with matrix products, as transformers.',
  },
  int4: { what: '4-bit weights', needs: 'Needs nothing more. Only for networks with matrix products; for size.' },
  mixed: {
    what: 'Integers and floats, layer by layer',
    needs: 'Needs typical inputs, best with labelled data to judge by.',
  },
};

interface VariantCardProps {
  readonly variant: BuiltVariant;
  readonly model: ModelSummary;
}

/** One precision: what it is, what it needs, what to expect here, and its export. */
export function VariantCard({ variant, model }: VariantCardProps) {
  const chosen = usePrecision((state) => state.variants.includes(variant));
  const toggle = usePrecision((state) => state.toggleVariant);
  const expectation = useModel((state) => state.info?.precisionNotes[variant]);
  const { what, needs } = about[variant];
  return (
    <article
      className={`flex flex-col rounded-lg border bg-surface-2 ${chosen ? 'border-accent shadow-[inset_0_0_0_1px_var(--accent)]' : 'border-line'}`}
    >
      <label className="flex flex-1 flex-col gap-2 rounded-t-lg p-3 has-focus-visible:outline-2 has-focus-visible:outline-accent">
        <span className="flex items-center gap-2">
          <VariantMark kind={variant} />
          <span className="flex-1 text-xl font-semibold">{variantLabels[variant]}</span>
          <input
            type="checkbox"
            checked={chosen}
            onChange={() => toggle(variant)}
            className="size-4 accent-accent outline-none"
          />
        </span>
        <span className="font-medium">{what}</span>
        {expectation !== undefined && <span>{expectation}</span>}
        <span className="text-ink-2">{needs}</span>
      </label>
      <div className="flex flex-col gap-2 border-t border-line px-3 py-2">
        <ExportButton variant={variant} model={model} />
        <ExportOutcome variant={variant} />
      </div>
    </article>
  );
}
