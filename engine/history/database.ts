import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Database } from 'libsql';
import type { Diagnostic } from '../errors.ts';
import { historyUnavailable } from './errors.ts';

/** Every version of the schema as the statements that lead to it from the one before. */
const migrations: readonly string[] = [
  `CREATE TABLE runs (
     id INTEGER PRIMARY KEY,
     fingerprint TEXT NOT NULL,
     model TEXT NOT NULL,
     measured_at TEXT NOT NULL,
     provider TEXT NOT NULL,
     device TEXT NOT NULL,
     variants TEXT NOT NULL,
     record TEXT NOT NULL,
     note TEXT NOT NULL DEFAULT ''
   );
   CREATE INDEX runs_by_model ON runs (fingerprint, id);
   CREATE TABLE exports (
     id INTEGER PRIMARY KEY,
     fingerprint TEXT NOT NULL,
     model_fingerprint TEXT NOT NULL,
     record TEXT NOT NULL
   );
   CREATE INDEX exports_by_file ON exports (fingerprint);
   CREATE INDEX exports_by_model ON exports (model_fingerprint);`,
];

/** Another Lathe that writes at the same moment is waited for. */
const busyTimeoutMs = 5000;

export interface OpenedDatabase {
  readonly database: Database;
  /** Says that a damaged file was set aside. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Opens the history, making or upgrading it where need be. A file that is no database, or a damaged one, is set aside under
 * another name and a new one begun: history is worth keeping, and not worth refusing to start for.
 * Errors: history.unavailable.
 */
export async function openDatabase(path: string, now: Date): Promise<OpenedDatabase> {
  try {
    await mkdir(dirname(path), { recursive: true });
    return { database: await openSound(path), diagnostics: [] };
  } catch (error) {
    if (!isDamaged(error)) throw historyUnavailable(path, error);
  }
  const aside = `${path}.damaged-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
  try {
    await rename(path, aside);
    await Promise.all(['-wal', '-shm'].map((suffix) => rename(path + suffix, aside + suffix).catch(() => {})));
    const message = `The history was damaged. It was set aside as "${aside}", and a new one begun.`;
    return {
      database: await openSound(path),
      diagnostics: [{ severity: 'warning', code: 'history.damaged', message, place: aside }],
    };
  } catch (error) {
    throw historyUnavailable(path, error);
  }
}

async function openSound(path: string): Promise<Database> {
  const { default: Libsql } = await import('libsql');
  const database = new Libsql(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;`);
    const found = String(first(database, 'PRAGMA quick_check'));
    if (found !== 'ok') throw new DamagedDatabase(found);
    upgrade(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The only value of a statement; `pluck` works on lists alone in this library. */
const first = (database: Database, sql: string): unknown => database.prepare(sql).pluck().all()[0];

function upgrade(database: Database): void {
  const version = Number(first(database, 'PRAGMA user_version'));
  migrations.slice(version).forEach((statements, index) => {
    database.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${version + index + 1}; COMMIT;`);
  });
}

class DamagedDatabase extends Error {
  readonly code = 'SQLITE_CORRUPT';
}

export const isDatabaseError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_');

const isDamaged = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code));
