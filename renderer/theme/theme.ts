import type { UiSettings } from '../../engine/api/contract.ts';

export type ThemeChoice = UiSettings['theme'];
export type Theme = 'light' | 'dark';

const storageKey = 'lathe.theme';
const darkQuery = '(prefers-color-scheme: dark)';

export function toTheme(choice: ThemeChoice, systemIsDark: boolean): Theme {
  if (choice === 'system') return systemIsDark ? 'dark' : 'light';
  return choice;
}

/**
 * Applies a theme to the document and keeps following the system while the choice is 'system'.
 * The choice is also kept in the page's own storage, so that the next start paints in the right colours at once.
 * Returns a function that stops following.
 */
export function applyTheme(choice: ThemeChoice): () => void {
  const media = window.matchMedia(darkQuery);
  const update = () => {
    document.documentElement.dataset.theme = toTheme(choice, media.matches);
  };
  update();
  window.localStorage.setItem(storageKey, choice);
  if (choice !== 'system') return () => {};
  media.addEventListener('change', update);
  return () => media.removeEventListener('change', update);
}

/** The choice of the previous start; 'system' the first time. */
export function findStoredTheme(): ThemeChoice {
  const stored = window.localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
