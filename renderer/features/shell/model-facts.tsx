import { BadgeCheck, CircleDashed } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import type { ComparedGraphs } from '../../../engine/view/graph-view.ts';
import { Tooltip } from '../../components/tooltip.tsx';
import { type Evidence, selectEvidence } from '../../stores/confirm-store.ts';
import { selectGraphs } from '../../stores/graph-store.ts';
import { useConfirm, useGraph } from '../../stores/use-stores.tsx';
import { formatBytes, formatCount, formatInteger } from '../../text/format.ts';

/** The model in four figures. Each explains itself on hover and on focus. */
export function ModelFacts({ model }: { readonly model: ModelSummary }) {
  const graphs = useGraph(selectGraphs);
  const evidence = useConfirm(selectEvidence);
  return (
    <dl className="flex items-center gap-5 whitespace-nowrap">
      <Fact
        name="Layers"
        about={graphs === undefined ? 'Not counted yet.' : <LayerWords graphs={graphs} evidence={evidence} />}
      >
        {graphs === undefined ? (
          '–'
        ) : (
          <>
            {formatInteger(graphs.layers.before)}
            <span className="text-ink-3"> → </span>
            {formatInteger(graphs.layers.after)}
            <EvidenceMark evidence={evidence} />
          </>
        )}
      </Fact>
      <Fact name="Parameters" about={`${formatInteger(model.parameterCount)} trained numbers.`}>
        {formatCount(model.parameterCount)}
      </Fact>
      <Fact
        name="MACs"
        about={`${formatInteger(model.macs)} multiply-accumulates for one run at the model's own shapes, unknown dimensions taken as 1. One is two floating-point operations.`}
      >
        {formatCount(model.macs)}
      </Fact>
      <Fact name="Size" about={`${formatInteger(model.sizeBytes)} bytes, with external data.`}>
        {formatBytes(model.sizeBytes)}
      </Fact>
    </dl>
  );
}

function Fact({ name, about, children }: { name: string; about: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-sm text-ink-3">{name}</dt>
      <dd>
        <Tooltip text={about}>
          <button type="button" className="flex items-center gap-1 rounded-sm font-medium tabular-nums">
            {children}
          </button>
        </Tooltip>
      </dd>
    </div>
  );
}

const evidenceWords: Readonly<Record<Evidence, string>> = {
  confirmed: "Confirmed: the runtime's own optimized graph has these layers.",
  'partly confirmed':
    "The runtime's own optimized graph has some of these layers otherwise: the list of fusions says which.",
  predicted: 'Predicted from the rules of the target; the runtime has not confirmed it.',
};

function LayerWords({ graphs, evidence }: { readonly graphs: ComparedGraphs; readonly evidence: Evidence }) {
  return (
    <>
      <p>{graphs.convention}</p>
      <p className="mt-1">{evidenceWords[evidence]}</p>
    </>
  );
}

function EvidenceMark({ evidence }: { readonly evidence: Evidence }) {
  const Icon = evidence === 'confirmed' ? BadgeCheck : CircleDashed;
  return (
    <span
      className={
        evidence === 'confirmed'
          ? 'flex items-center gap-0.5 text-sm font-normal text-good'
          : 'flex items-center gap-0.5 text-sm font-normal text-warn'
      }
    >
      <Icon className="size-3.5" aria-hidden />
      {evidence}
    </span>
  );
}
