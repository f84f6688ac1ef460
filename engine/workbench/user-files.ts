import { mkdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { type RecentFile, type UiSettings, type UiSettingsChanges, uiSettings } from '../api/contract.ts';
import { type Diagnostic, WorkbenchError } from '../errors.ts';
import { writeFailed } from '../files/errors.ts';
import { writeAtomically } from '../files/write-atomically.ts';

const RECENT_LIMIT = 12;

const recentFiles = z.array(z.object({ path: z.string(), name: z.string(), openedAt: z.string() }));

/** A JSON document in the user's data folder. A file that cannot be read or parsed counts as absent: it is only convenience. */
class UserFile<T> {
  private pending: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly schema: z.ZodType<T>,
    private readonly fallback: T,
  ) {}

  async read(): Promise<T> {
    try {
      return this.schema.parse(JSON.parse(await readFile(join(this.folder, this.name), 'utf8')));
    } catch {
      return this.fallback;
    }
  }

  /** Changes follow one another, so that none is lost. Errors: file.write-failed. */
  change(update: (current: T) => T): Promise<T> {
    const changed = this.pending.then(async () => {
      const next = update(await this.read());
      const path = join(this.folder, this.name);
      await mkdir(this.folder, { recursive: true }).catch((cause: unknown) => {
        throw writeFailed(path, cause);
      });
      await writeAtomically(path, [new TextEncoder().encode(`${JSON.stringify(next, undefined, 2)}\n`)]);
      return next;
    });
    this.pending = changed.catch(() => {});
    return changed;
  }
}

/** What Lathe remembers between starts: the window's settings and the files opened last. */
export class UserFiles {
  private readonly settings: UserFile<UiSettings>;
  private readonly recent: UserFile<readonly RecentFile[]>;

  constructor(folder: string) {
    this.settings = new UserFile(folder, 'settings.json', uiSettings, uiSettings.parse({}));
    this.recent = new UserFile<readonly RecentFile[]>(folder, 'recent.json', recentFiles, []);
  }

  readSettings(): Promise<UiSettings> {
    return this.settings.read();
  }

  /** Changes the fields that are given, and of `panes` the panes that are given. Returns all. Errors: file.write-failed. */
  writeSettings({ theme, target, threads, panes, session, tourSeen }: UiSettingsChanges): Promise<UiSettings> {
    return this.settings.change((current) => ({
      theme: theme ?? current.theme,
      target: target ?? current.target,
      threads: threads ?? current.threads,
      panes: { ...current.panes, ...panes },
      session: session ?? current.session,
      tourSeen: tourSeen ?? current.tourSeen,
    }));
  }

  listRecent(): Promise<readonly RecentFile[]> {
    return this.recent.read();
  }

  /** Puts a file first among the recent ones. Errors: file.write-failed. */
  addRecent(path: string, openedAt: string): Promise<readonly RecentFile[]> {
    const entry = { path: resolve(path), name: basename(path), openedAt };
    return this.recent.change((files) =>
      [entry, ...files.filter((file) => file.path !== entry.path)].slice(0, RECENT_LIMIT),
    );
  }

  /** The same for a file that was opened just now: that it cannot be kept is no reason not to show it. */
  async remember(path: string): Promise<readonly Diagnostic[]> {
    try {
      await this.addRecent(path, new Date().toISOString());
      return [];
    } catch (error) {
      if (!(error instanceof WorkbenchError)) throw error;
      return [
        { severity: 'warning', code: 'recent.not-kept', message: `Not kept among recent files: ${error.message}` },
      ];
    }
  }

  /** Errors: file.write-failed. */
  clearRecent(): Promise<readonly RecentFile[]> {
    return this.recent.change(() => []);
  }
}
