import { type Command, parseArguments, resolvePath, UsageError } from './command.ts';
import { serve } from './serve.ts';

const usage = `serve [MODEL] [options]

  --port N      the port to listen on; 0 takes a free one (0)
  --host H      the address to listen on; anything but loopback lets other machines in (127.0.0.1)
  --token T     what a browser must know; a random one by default
  --open        opens the browser, where there is a display`;

/** Hosts the workbench for a browser, on a machine without a screen. */
export const serveCommand: Command = {
  name: 'serve',
  summary: 'host the workbench for a browser, protected by a token',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, {
      port: { type: 'string' },
      host: { type: 'string' },
      token: { type: 'string' },
      open: { type: 'boolean' },
    });
    const [model, ...rest] = parsed.positionals;
    if (rest.length > 0) throw new UsageError('Only one MODEL can be opened at the start');
    const token = parsed.text('token');
    await serve(
      {
        port: parsed.count('port', { min: 0, max: 65_535 }) ?? 0,
        host: parsed.text('host') ?? '127.0.0.1',
        open: parsed.flag('open'),
        ...(token !== undefined && { token }),
        ...(model !== undefined && { model: resolvePath(io, model) }),
      },
      io,
    );
  },
};
