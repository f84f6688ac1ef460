import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The model named on the command line, as an absolute path. Switches, Electron's own among them, are passed over;
 * outside a package the first other argument is the application's folder. Linux desktops pass file: addresses.
 */
export function findModelArgument(
  argv: readonly string[],
  { isPackaged, workingDirectory }: { readonly isPackaged: boolean; readonly workingDirectory: string },
): string | undefined {
  const names = argv.slice(1).filter((argument) => !argument.startsWith('-'));
  const name = isPackaged ? names[0] : names[1];
  if (name === undefined || name === '') return undefined;
  return name.startsWith('file:') ? pathOfFileUrl(name) : resolve(workingDirectory, name);
}

function pathOfFileUrl(address: string): string | undefined {
  try {
    return fileURLToPath(address);
  } catch {
    return undefined;
  }
}
