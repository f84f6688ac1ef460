import type { CompareReport } from '../../../engine/report/report.ts';
import type { BoxView } from '../../../engine/view/graph-view.ts';

export interface BoxTime {
  /** Of the variant. */
  readonly label: string;
  /** False where the runtime changed the graph so much that most of its time belongs to no node that is known. */
  readonly isTraced: boolean;
  /** Of the kernels that compute any of the box's nodes. */
  readonly durationMs: number;
  /** Fraction of the time of all kernels. */
  readonly share: number;
  /** Their operators, each once, in order of execution. */
  readonly kernels: readonly string[];
  /** Imported nodes that the same kernels compute and the box does not stand for. */
  readonly sharedCount: number;
}

/** Of the kernels' time that must belong to known nodes, for the rest to count as what was inserted between them. */
const tracedShare = 0.5;

/** What a box took in each variant that was profiled. Empty for what stands for no imported node. */
export function timesOfBox({ variants }: CompareReport, { origins }: Pick<BoxView, 'origins'>): readonly BoxTime[] {
  if (origins.length === 0) return [];
  const own = new Set(origins);
  return variants.flatMap(({ label, outcome }) => {
    const profile = outcome.status === 'measured' ? outcome.figures.layers : undefined;
    if (profile === undefined) return [];
    const kernels = profile.kernels.filter((kernel) => kernel.origins.some((origin) => own.has(origin)));
    const durationMs = kernels.reduce((sum, kernel) => sum + kernel.durationMs, 0);
    const computed = new Set(kernels.flatMap((kernel) => kernel.origins));
    return [
      {
        label,
        isTraced: profile.layerMs >= tracedShare * profile.kernelMs,
        durationMs,
        share: profile.kernelMs > 0 ? durationMs / profile.kernelMs : 0,
        kernels: [...new Set(kernels.map(({ opType }) => opType))],
        sharedCount: [...computed].filter((origin) => !own.has(origin)).length,
      },
    ];
  });
}
