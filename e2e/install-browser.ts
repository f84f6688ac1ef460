/** Makes sure that a Chromium is there for the browser journeys: Debian's package, installed where that is possible. */
import { execFileSync, spawnSync } from 'node:child_process';
import { findChromium } from './find-chromium.ts';

const has = (command: string): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

if (findChromium() === undefined) {
  if (!has('apt-get')) {
    fail('Install Chromium or Google Chrome, or set LATHE_CHROMIUM to the path of one.');
  }
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0) {
    fail('Run "sudo apt-get install chromium" once, or set LATHE_CHROMIUM to the path of a Chromium.');
  }
  process.stderr.write('Chromium is missing: installing the package "chromium" with apt-get.\n');
  for (const step of [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', 'chromium'],
  ]) {
    const [command = '', ...rest] = [...asRoot, ...step];
    execFileSync(command, rest, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  if (findChromium() === undefined) fail('The package "chromium" was installed, but no chromium is on the PATH.');
}

function fail(advice: string): never {
  process.stderr.write(`The browser journeys need Chromium. ${advice}\n`);
  process.exit(1);
}
