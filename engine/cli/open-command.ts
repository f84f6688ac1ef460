import { type Command, parseArguments, resolvePath, UsageError } from './command.ts';
import { openWorkbench } from './open.ts';

/** `lathe [MODEL]`: the window, or the browser where Electron cannot be had. */
export const openCommand: Command = {
  name: 'open',
  summary: 'open the workbench: a window, or the browser without Electron',
  usage: '[MODEL]',
  async run(args, io) {
    const { positionals } = parseArguments(args, {});
    const [model, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError('Only one MODEL can be opened at the start; drop others on the window');
    await openWorkbench(model === undefined ? {} : { model: resolvePath(io, model) }, io);
  },
};
