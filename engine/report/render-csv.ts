import type { CompareReport, VariantReport } from './report.ts';

const columns: readonly (readonly [string, (variant: VariantReport, report: CompareReport) => unknown])[] = [
  ['model', (_, { model }) => model],
  ['variant', ({ kind }) => kind],
  ['label', ({ label }) => label],
  ['status', ({ outcome }) => outcome.status],
  ['latency_p50_ms', of(({ latencyMs }) => latencyMs.p50)],
  ['latency_p90_ms', of(({ latencyMs }) => latencyMs.p90)],
  ['latency_p99_ms', of(({ latencyMs }) => latencyMs.p99)],
  ['speedup', of(({ speedup }) => speedup)],
  ['speedup_low_95', of(({ speedupInterval }) => speedupInterval?.low)],
  ['speedup_high_95', of(({ speedupInterval }) => speedupInterval?.high)],
  ['throughput_samples_per_s', of(({ throughput }) => throughput)],
  ['gflop_per_s', of(({ gflops }) => gflops)],
  ['share_of_fp32_peak', of(({ peakShare }) => peakShare)],
  ['watts', of(({ watts }) => watts)],
  ['samples_per_joule', of(({ samplesPerJoule }) => samplesPerJoule)],
  ['top1', of(({ accuracy }) => accuracy?.top1)],
  ['top5', of(({ accuracy }) => accuracy?.top5)],
  ['agreement', of(({ accuracy }) => accuracy?.agreement)],
  ['sqnr_db', of(({ accuracy }) => accuracy?.sqnrDb)],
  ['cosine', of(({ accuracy }) => accuracy?.cosine)],
  ['accuracy_basis', of(({ accuracy }) => accuracy?.basis)],
  ['accuracy_samples', of(({ accuracy }) => accuracy?.sampleCount)],
  ['peak_host_bytes', of(({ peakHostBytes }) => peakHostBytes)],
  ['baseline_host_bytes', of(({ baselineHostBytes }) => baselineHostBytes)],
  ['peak_device_bytes', of(({ peakDeviceBytes }) => peakDeviceBytes)],
  ['file_bytes', of(({ sizeBytes }) => sizeBytes)],
  ['load_ms', of(({ loadMs }) => loadMs)],
  ['provider', (_, { conditions }) => conditions.provider],
  ['device', (_, { conditions }) => conditions.device],
  ['threads', (_, { conditions }) => conditions.threads],
  ['batch', (_, { conditions }) => conditions.batch],
  ['streams', (_, { conditions }) => conditions.streams],
  ['runs', (_, { conditions }) => conditions.runCount],
  ['rounds', (_, { conditions }) => conditions.roundCount],
  ['onnxruntime', (_, { conditions }) => conditions.onnxruntimeVersion],
  ['measured_at', (_, { conditions }) => conditions.measuredAt],
  ['data', (_, { conditions }) => conditions.data],
  ['calibration', (_, { conditions }) => conditions.calibration],
  ['remarks', ({ outcome, remarks }) => (outcome.status === 'failed' ? outcome.message : remarks.join(' '))],
];

type Figures = Extract<VariantReport['outcome'], { readonly status: 'measured' }>['figures'];

function of(read: (figures: Figures) => unknown) {
  return ({ outcome }: VariantReport): unknown => (outcome.status === 'measured' ? read(outcome.figures) : undefined);
}

/**
 * One line per variant, with its conditions, after a line of names: numbers in full, fractions as fractions, an empty field
 * where there is no figure. RFC 4180. Text that a spreadsheet would run as a formula is kept from it by an apostrophe.
 */
export function renderCsv(report: CompareReport): string {
  const lines = [
    columns.map(([name]) => name),
    ...report.variants.map((variant) => columns.map(([, read]) => toField(read(variant, report)))),
  ];
  return `${lines.map((fields) => fields.join(',')).join('\r\n')}\r\n`;
}

function toField(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
