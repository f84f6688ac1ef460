import type { Result, UiSettings } from '../../engine/api/contract.ts';

type Write = (changes: Partial<UiSettings>) => Promise<Result<UiSettings>>;

/** Gathers changes and saves them together. */
export interface SettingsWriter {
  write(changes: Partial<UiSettings>): void;
  /** Saves what is pending now. */
  flush(): Promise<void>;
}

/**
 * A pane reports every pixel while it is dragged; the engine is told once, `delayMs` after the last change.
 * Errors: passed to `onError`; what the user sees stays as they set it.
 */
export function createSettingsWriter(
  write: Write,
  onError: (result: Extract<Result<UiSettings>, { ok: false }>) => void,
  delayMs = 300,
): SettingsWriter {
  let pending: Partial<UiSettings> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (Object.keys(pending).length === 0) return;
    const changes = pending;
    pending = {};
    const result = await write(changes);
    if (!result.ok) onError(result);
  };

  return {
    write(changes) {
      pending = { ...pending, ...changes };
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), delayMs);
    },
    flush,
  };
}
