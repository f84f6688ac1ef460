import { Cpu, Keyboard, Monitor, Moon, Sun } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { useView } from '../../stores/use-stores.tsx';
import type { ThemeChoice } from '../../theme/theme.ts';
import type { Command } from './commands.ts';
import { JobsButton } from './jobs-button.tsx';

/** What concerns the window and not the model: its jobs, its machine, its theme and its keys. */
export function WindowButtons({ run }: { readonly run: (command: Command) => void }) {
  return (
    <div className="flex items-center gap-0.5">
      <JobsButton />
      <IconButton label="Execution providers" onClick={() => run('show-providers')}>
        <Cpu />
      </IconButton>
      <ThemeButton />
      <IconButton label="Keyboard shortcuts (?)" onClick={() => run('show-shortcuts')}>
        <Keyboard />
      </IconButton>
    </div>
  );
}

const nextTheme: Readonly<Record<ThemeChoice, ThemeChoice>> = { system: 'light', light: 'dark', dark: 'system' };
const themeIcons = { system: Monitor, light: Sun, dark: Moon };

/** Steps through system, light and dark. */
function ThemeButton() {
  const theme = useView((state) => state.theme);
  const setTheme = useView((state) => state.setTheme);
  const Icon = themeIcons[theme];
  const next = nextTheme[theme];
  return (
    <IconButton label={`Theme: ${theme}. Switch to ${next}`} onClick={() => setTheme(next)}>
      <Icon />
    </IconButton>
  );
}
