import { type CheckedModel, proofKey, rewriteChecked } from '../workbench/checked-rewrite.ts';
import type { LoadedModel } from '../workbench/load-model.ts';
import type { FusionProof, ProofOptions } from '../workbench/prove-fusions.ts';
import type { RewriteOptions } from '../workbench/rewrite-model.ts';
import type { CommandIo } from './command.ts';
import { withFactory } from './with-factory.ts';

export const checkUsage = `  --check             proves every change on seeded random inputs, and on --calibrate DATA where it is given;
                      takes back one that gives other numbers`;

/** `--check`: rewrites with proofs, shows progress, and notes what was taken back. */
export async function checkedRewrite(
  loaded: LoadedModel,
  options: RewriteOptions & ProofOptions,
  io: CommandIo,
): Promise<CheckedModel> {
  const checked = await withFactory((factory) =>
    rewriteChecked(loaded, options, {
      factory,
      signal: io.signal,
      onProgress: ({ stage, doneCount, totalCount, unit }) =>
        io.progress(`${stage}: ${doneCount} of ${totalCount} ${unit}`),
    }),
  );
  for (const proof of checked.undone)
    io.note(`Taken back: ${proof.rule} gives other numbers (${describeProof(proof)}).`);
  return checked;
}

/** 'max error 2.1e-7 absolute, 7.2e-7 relative', or why there is none. */
export function describeProof({ outcome }: FusionProof): string {
  switch (outcome.status) {
    case 'equal':
    case 'different':
      return outcome.maxAbsoluteError === 0
        ? 'identical'
        : `max error ${outcome.maxAbsoluteError.toExponential(1)} absolute, ${outcome.maxRelativeError.toExponential(1)} relative`;
    case 'grouping-only':
      return 'grouping only';
    case 'not-checked':
      return `not checked: ${outcome.reason}`;
  }
}

/** As `--json` shows proofs. */
export const toProofJson = ({ outcome, onData }: FusionProof) => ({
  ...outcome,
  ...(onData && { onData }),
  // JSON has no infinity.
  ...('maxAbsoluteError' in outcome &&
    !Number.isFinite(outcome.maxAbsoluteError) && { maxAbsoluteError: null, maxRelativeError: null }),
});

export const proofsByFusion = (proofs: readonly FusionProof[]): ReadonlyMap<string, FusionProof> =>
  new Map(proofs.map((proof) => [proofKey(proof.rule, proof.origins), proof]));

/** 'Proved 147 changes, largest relative error 7.2e-7; 65 group nodes only; 3 could not be checked.' */
export function summarizeProofs({ proofs, undone }: CheckedModel): string {
  const count = (status: FusionProof['outcome']['status']) =>
    proofs.filter(({ outcome }) => outcome.status === status).length;
  const onData = proofs.filter((proof) => proof.onData).length;
  const worst = Math.max(
    0,
    ...proofs.map(({ outcome }) => ('maxRelativeError' in outcome ? outcome.maxRelativeError : 0)),
  );
  const parts = [
    `Proved ${count('equal')} changes on random inputs${onData > 0 ? ` and ${onData} of them on data` : ''}, largest relative error ${worst === 0 ? '0' : worst.toExponential(1)}`,
    `${count('grouping-only')} only group nodes`,
    ...(count('not-checked') > 0 ? [`${count('not-checked')} could not be checked`] : []),
    ...(undone.length > 0 ? [`${undone.length} taken back`] : []),
  ];
  return `${parts.join('; ')}.`;
}
