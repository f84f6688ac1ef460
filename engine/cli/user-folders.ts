import { homedir } from 'node:os';
import { join } from 'node:path';

interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
}

const here = (): Surroundings => ({ platform: process.platform, env: process.env, home: homedir() });

/** Where settings and recent files are kept: the folder that the desktop window uses too. LATHE_USER_DATA overrules it. */
export function userDataFolder({ platform, env, home } = here()): string {
  if (env.LATHE_USER_DATA) return env.LATHE_USER_DATA;
  if (platform === 'darwin') return join(home, 'Library/Application Support/lathe');
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData/Roaming'), 'lathe');
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'lathe');
}

/** For what can be made again. */
export function cacheFolder({ platform, env, home } = here()): string {
  if (platform === 'darwin') return join(home, 'Library/Caches/lathe');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData/Local'), 'lathe/Cache');
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'lathe');
}
