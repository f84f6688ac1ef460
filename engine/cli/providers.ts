import { formatBytes } from '../report/format-number.ts';
import { installCudaProvider } from '../runtime/install-cuda-provider.ts';
import { createNodeProcessHost } from '../runtime/node-process-host.ts';
import { findProviderFolder } from '../runtime/provider-folder.ts';
import { describeMachine, type ProviderStatus } from '../runtime/providers.ts';
import { type Command, type CommandIo, parseArguments, UsageError } from './command.ts';
import { renderTable } from './table.ts';
import { userDataFolder } from './user-folders.ts';

const usage = `providers [install cuda] [options]

  install cuda     fetches ONNX Runtime's CUDA 13 library (Linux x64) into the user's data folder
  --json           one JSON document instead of a table

Each execution provider is tried with a small model, in a process of its own.`;

/** Lists the execution providers: what runs on this machine, on which device, and how to get the others. */
export const providersCommand: Command = {
  name: 'providers',
  summary: 'execution providers of this machine, and how to get more',
  usage,
  async run(args, io) {
    const parsed = parseArguments(args, { json: { type: 'boolean' } });
    const [action, name, ...others] = parsed.positionals;
    if (action !== undefined) {
      if (action !== 'install' || name !== 'cuda' || others.length > 0) {
        throw new UsageError(`'${parsed.positionals.join(' ')}' is no action; there is 'install cuda'`);
      }
      await install(io);
    }
    await list(parsed.flag('json'), io);
  },
};

async function install(io: CommandIo): Promise<void> {
  const folder = await installCudaProvider({
    userDataFolder: io.userDataFolder ?? userDataFolder(),
    signal: io.signal,
    onProgress: (stage) => io.progress(stage),
  });
  io.note(`Installed in ${folder}`);
}

async function list(isJson: boolean, io: CommandIo): Promise<void> {
  const providerFolder = findProviderFolder(io.userDataFolder ?? userDataFolder());
  io.progress('trying every execution provider');
  const { onnxruntimeVersion, providers } = await describeMachine(createNodeProcessHost(), {
    providerFolder,
    signal: io.signal,
  });
  if (isJson) {
    io.print(
      JSON.stringify({ onnxruntimeVersion, installedIn: providerFolder ?? null, providers: providers.map(toJson) }),
    );
    return;
  }
  io.print(
    `ONNX Runtime ${onnxruntimeVersion}${providerFolder === undefined ? '' : `, providers in ${providerFolder}`}`,
  );
  io.print(
    renderTable(
      ['provider', 'name', 'library', 'runs here', 'device, or how to get it'],
      providers.map(({ name, label, bundled, installed, available, note }) => [
        name,
        label,
        bundled ? 'bundled' : installed ? 'installed' : '-',
        available ? 'yes' : 'no',
        note,
      ]),
    ),
  );
  for (const { name, devices } of providers.filter((each) => !each.available && each.devices.length > 0)) {
    const found = devices.map(({ name: device, memoryBytes }) =>
      memoryBytes === undefined ? device : `${device} (${formatBytes(memoryBytes)})`,
    );
    io.note(`${name} could run on ${found.join(' and ')}.`);
  }
}

const toJson = ({ name, label, bundled, installed, available, note, devices }: ProviderStatus) => ({
  name,
  label,
  bundled,
  installed,
  available,
  note,
  devices,
});
