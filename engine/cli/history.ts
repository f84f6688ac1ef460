import { History } from '../history/history.ts';
import type { RunSummary } from '../history/run-record.ts';
import { formatMs, formatPercent } from '../report/format.ts';
import { type Command, type CommandIo, parseArguments, UsageError } from './command.ts';
import { renderTable } from './table.ts';
import { userDataFolder } from './user-folders.ts';

const usage = `history [options]

  --limit N   only the newest N runs (20)
  --json      one JSON document instead of a table

Every finished comparison is kept. lathe report --run N writes one of them for others.`;

/** Lists the comparisons that were measured on this machine, the newest first. */
export const historyCommand: Command = {
  name: 'history',
  summary: 'comparisons that were measured before',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, { limit: { type: 'string' }, json: { type: 'boolean' } });
    const [extra] = parsed.positionals;
    if (extra !== undefined) throw new UsageError(`history takes no argument; "${extra}" is too many`);
    await withHistory(io, async (history) => {
      const runs = await history.runs({ limit: parsed.count('limit', { min: 1, max: 10_000 }) ?? 20 });
      if (parsed.flag('json')) return io.print(JSON.stringify({ runs }));
      if (runs.length === 0) return io.print('No comparison has been kept yet.');
      io.print(renderTable(['run', 'measured', 'model', 'provider', 'variants', 'note'], runs.map(toRow)));
    });
  },
};

/** Opens the history of this user for some work, tells what was wrong with it, and closes it again. */
export async function withHistory<T>(io: Pick<CommandIo, 'note'>, work: (history: History) => Promise<T>): Promise<T> {
  const history = new History(userDataFolder());
  try {
    for (const { message } of await history.diagnostics()) io.note(message);
    return await work(history);
  } finally {
    await history.close();
  }
}

const toRow = ({ runId, measuredAt, modelName, provider, variants, note }: RunSummary): readonly string[] => [
  String(runId),
  measuredAt.slice(0, 16).replace('T', ' '),
  modelName,
  provider,
  variants
    .map(({ label, latencyMs, top1 }) => {
      if (latencyMs === undefined) return `${label} failed`;
      return `${label} ${formatMs(latencyMs)}${top1 === undefined ? '' : ` ${formatPercent(top1)}`}`;
    })
    .join(', '),
  note.replaceAll(/\s+/g, ' '),
];
