import { join } from 'node:path';
import type { Database } from 'libsql';
import { z } from 'zod';
import type { Diagnostic } from '../errors.ts';
import { isDatabaseError, openDatabase } from './database.ts';
import { historyUnavailable, unknownRun } from './errors.ts';
import {
  type ExportRecord,
  type Lineage,
  type RunRecord,
  type RunSummary,
  type StoredRun,
  toVariantSummaries,
} from './run-record.ts';

/** Rows come from a file that other programs can write: their columns are checked, the documents in them are Lathe's own. */
const summaryRow = z.object({
  id: z.number(),
  fingerprint: z.string(),
  model: z.string(),
  measured_at: z.string(),
  provider: z.string(),
  device: z.string(),
  variants: z.string(),
  note: z.string(),
});
const recordRow = z.object({ id: z.number(), record: z.string(), note: z.string() });

const summaryColumns = 'id, fingerprint, model, measured_at, provider, device, variants, note';

export interface RunFilter {
  /** Only runs of this model. */
  readonly fingerprint?: string;
  readonly limit: number;
}

/**
 * Every finished comparison and every export, in one SQLite file. It is opened at the first use and survives a crash at any
 * moment: a record is there whole or not at all. Errors of every method: history.unavailable.
 */
export class History {
  private opened: Promise<Database> | undefined;
  private found: readonly Diagnostic[] = [];
  readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, 'history.db');
  }

  /** What was wrong with the file when it was opened. */
  async diagnostics(): Promise<readonly Diagnostic[]> {
    await this.database();
    return this.found;
  }

  /** Returns the run's id. */
  addRun(record: RunRecord): Promise<number> {
    const { model, report } = record;
    const { measuredAt, provider, device } = report.conditions;
    return this.use((database) => {
      const { lastInsertRowid } = database
        .prepare(
          'INSERT INTO runs (fingerprint, model, measured_at, provider, device, variants, record) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(
          model.fingerprint,
          JSON.stringify({ name: model.name, path: model.path }),
          measuredAt,
          provider,
          device,
          JSON.stringify(toVariantSummaries(report)),
          JSON.stringify(record),
        );
      return Number(lastInsertRowid);
    });
  }

  /** The newest first. */
  runs({ fingerprint, limit }: RunFilter): Promise<readonly RunSummary[]> {
    const where = fingerprint === undefined ? '' : 'WHERE fingerprint = ?';
    const values = fingerprint === undefined ? [limit] : [fingerprint, limit];
    return this.use((database) =>
      database
        .prepare(`SELECT ${summaryColumns} FROM runs ${where} ORDER BY id DESC LIMIT ?`)
        .all(...values)
        .map(toSummary),
    );
  }

  /** Errors: history.unknown-run. */
  run(runId: number): Promise<StoredRun> {
    return this.use((database) => {
      const row = database.prepare('SELECT id, record, note FROM runs WHERE id = ?').get(runId);
      if (row === undefined) throw unknownRun(runId);
      return toRun(row);
    });
  }

  /** The newest run of a model. */
  latest(fingerprint: string): Promise<StoredRun | undefined> {
    return this.use((database) => {
      const row = database
        .prepare('SELECT id, record, note FROM runs WHERE fingerprint = ? ORDER BY id DESC LIMIT 1')
        .get(fingerprint);
      return row === undefined ? undefined : toRun(row);
    });
  }

  /** Errors: history.unknown-run. */
  setNote(runId: number, note: string): Promise<void> {
    return this.use((database) => {
      // The library ends a text at its first zero.
      const text = note.replaceAll('\0', '');
      const { changes } = database.prepare('UPDATE runs SET note = ? WHERE id = ?').run(text, runId);
      if (changes === 0) throw unknownRun(runId);
    });
  }

  /** Errors: history.unknown-run. */
  removeRun(runId: number): Promise<void> {
    return this.use((database) => {
      const { changes } = database.prepare('DELETE FROM runs WHERE id = ?').run(runId);
      if (changes === 0) throw unknownRun(runId);
    });
  }

  addExport(record: ExportRecord): Promise<void> {
    return this.use((database) => {
      database
        .prepare('INSERT INTO exports (fingerprint, model_fingerprint, record) VALUES (?, ?, ?)')
        .run(record.fingerprint, record.model.fingerprint, JSON.stringify(record));
    });
  }

  /** What a model was made from, what was made of it, and its runs. */
  async lineage(fingerprint: string): Promise<Lineage> {
    const exportsWhere = (column: 'fingerprint' | 'model_fingerprint') =>
      this.use((database) =>
        database
          .prepare(`SELECT record FROM exports WHERE ${column} = ? ORDER BY id DESC LIMIT 100`)
          .pluck()
          .all(fingerprint)
          .map((text): ExportRecord => JSON.parse(String(text))),
      );
    return {
      madeFrom: await exportsWhere('fingerprint'),
      exports: await exportsWhere('model_fingerprint'),
      runs: await this.runs({ fingerprint, limit: 100 }),
    };
  }

  async close(): Promise<void> {
    const opened = this.opened;
    this.opened = undefined;
    await opened?.then(
      (database) => {
        // What was written lies in the one file then; the library itself leaves the log beside it.
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        database.close();
      },
      () => undefined,
    );
  }

  private async use<T>(work: (database: Database) => T): Promise<T> {
    const database = await this.database();
    try {
      return work(database);
    } catch (error) {
      throw isDatabaseError(error) ? historyUnavailable(this.path, error) : error;
    }
  }

  /** A failure is not kept: the next caller tries again. */
  private database(): Promise<Database> {
    this.opened ??= openDatabase(this.path, new Date()).then(
      ({ database, diagnostics }) => {
        this.found = diagnostics;
        return database;
      },
      (error: unknown) => {
        this.opened = undefined;
        throw error;
      },
    );
    return this.opened;
  }
}

function toSummary(row: unknown): RunSummary {
  const { id, fingerprint, model, measured_at, provider, device, variants, note } = summaryRow.parse(row);
  const { name, path }: { readonly name: string; readonly path: string } = JSON.parse(model);
  return {
    runId: id,
    modelName: name,
    modelPath: path,
    fingerprint,
    measuredAt: measured_at,
    provider,
    device,
    variants: JSON.parse(variants),
    note,
  };
}

function toRun(row: unknown): StoredRun {
  const { id, record, note } = recordRow.parse(row);
  const run: RunRecord = JSON.parse(record);
  return { ...run, runId: id, note };
}
