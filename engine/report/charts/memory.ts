import type { CompareReport, VariantKind } from '../report.ts';

export interface MemoryBar {
  readonly kind: VariantKind;
  readonly label: string;
  /** Resident before the model was loaded: ONNX Runtime and the process itself. */
  readonly processBytes: number;
  /** What the model and its run added at the peak. */
  readonly modelBytes: number;
  readonly deviceBytes?: number;
  readonly fileBytes: number;
}

/** Memory of every measured variant, split into what the process takes anyway and what the model adds. */
export const toMemoryBars = ({ variants }: CompareReport): readonly MemoryBar[] =>
  variants.flatMap(({ kind, label, outcome }) => {
    if (outcome.status !== 'measured') return [];
    const { peakHostBytes, baselineHostBytes, peakDeviceBytes, sizeBytes } = outcome.figures;
    const processBytes = Math.min(baselineHostBytes, peakHostBytes);
    return [
      {
        kind,
        label,
        processBytes,
        modelBytes: peakHostBytes - processBytes,
        fileBytes: sizeBytes,
        ...(peakDeviceBytes !== undefined && { deviceBytes: peakDeviceBytes }),
      },
    ];
  });
