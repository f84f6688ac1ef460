/**
 * Opens mutated model files and reports what became of them:
 *
 *     npm run fuzz -- [--count 20000] [--seed 1] [--first 0] [--minutes 20] [FOLDER ...]
 *
 * Model files of the folders are mutated too. Ends with 1 if there are findings. `--first N --count 1` repeats one file.
 */
import { parseArgs } from 'node:util';
import { type Finding, runFuzz } from './run-fuzz.ts';

const { values, positionals } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    first: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '20' },
  },
  allowPositionals: true,
});
const started = performance.now();
const report = await runFuzz({
  count: Number(values.count),
  seed: Number(values.seed),
  first: Number(values.first),
  limitMs: Number(values.minutes) * 60_000,
  folders: positionals,
  onProgress: (count) =>
    process.stderr.write(`${count} files, ${Math.round((performance.now() - started) / 1000)} s\n`),
});

const sorted = (counts: ReadonlyMap<string, number>) => [...counts].sort(([, a], [, b]) => b - a);
const print = (text: string) => process.stdout.write(`${text}\n`);
print(`${report.fileCount} of ${values.count} files from ${report.seedCount} models, seed ${values.seed}`);
for (const [name, count] of sorted(report.outcomes)) print(`${String(count).padStart(8)}  ${name}`);
print('Diagnostics that came with a graph, by files:');
for (const [name, count] of sorted(report.warnings)) print(`${String(count).padStart(8)}  ${name}`);
print(
  `Slowest ${Math.round(report.slowestCpuMs)} ms of processor time, peak ${Math.round(report.peakBytes / 2 ** 20)} MiB`,
);
const byWhat = new Map<string, Finding[]>();
for (const finding of report.findings) {
  const kind = `${finding.kind}: ${finding.what.replace(/(?<!ts:)\b\d+/g, '#')}`;
  byWhat.set(kind, [...(byWhat.get(kind) ?? []), finding]);
}
print(`${report.findings.length} findings, ${byWhat.size} kinds`);
for (const [, [first, ...more]] of byWhat)
  if (first) print(`  #${first.index} and ${more.length} more: ${first.kind}: ${first.what}`);
process.exitCode = report.findings.length > 0 || report.fileCount < Number(values.count) ? 1 : 0;
