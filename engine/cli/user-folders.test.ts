import { expect, test } from 'vitest';
import { cacheFolder, userDataFolder } from './user-folders.ts';

const home = '/home/ada';

test.each([
  ['linux', {}, '/home/ada/.config/lathe', '/home/ada/.cache/lathe'],
  ['linux', { XDG_CONFIG_HOME: '/c', XDG_CACHE_HOME: '/k' }, '/c/lathe', '/k/lathe'],
  ['darwin', {}, '/home/ada/Library/Application Support/lathe', '/home/ada/Library/Caches/lathe'],
  ['win32', { APPDATA: '/r', LOCALAPPDATA: '/l' }, '/r/lathe', '/l/lathe/Cache'],
] as const)('%s with %j', (platform, env, data, cache) => {
  expect(userDataFolder({ platform, env, home })).toBe(data);
  expect(cacheFolder({ platform, env, home })).toBe(cache);
});

test('LATHE_USER_DATA overrules the platform', () => {
  expect(userDataFolder({ platform: 'linux', env: { LATHE_USER_DATA: '/tmp/x' }, home })).toBe('/tmp/x');
});
