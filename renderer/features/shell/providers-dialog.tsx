import { CircleCheck, CircleDashed } from 'lucide-react';
import type { AppInfo, ProviderView } from '../../../engine/api/contract.ts';
import { Dialog } from '../../components/dialog.tsx';
import { useModel, useView } from '../../stores/use-stores.tsx';
import { formatBytes } from '../../text/format.ts';

/** What runs models on this machine, and how to get what does not yet. The same as `lathe providers`. */
export function ProvidersDialog() {
  const open = useView((state) => state.providersShown);
  const show = useView((state) => state.showProviders);
  const info = useModel((state) => state.info);
  return (
    <Dialog title="Execution providers" open={open} onClose={() => show(false)}>
      {info === undefined ? (
        <p className="text-ink-2">Every provider is tried with a small model; this takes a few seconds.</p>
      ) : (
        <ProviderList info={info} />
      )}
    </Dialog>
  );
}

function ProviderList({
  info: { onnxruntimeVersion, processor, logicalCpuCount, providers },
}: {
  readonly info: AppInfo;
}) {
  return (
    <>
      <p className="text-sm text-ink-2">
        ONNX Runtime {onnxruntimeVersion} on {processor}, {logicalCpuCount} logical CPUs. Each provider was tried with a
        small model when Lathe started.
      </p>
      <ul className="mt-3 flex flex-col">
        {providers.map((provider) => (
          <ProviderItem key={provider.name} provider={provider} />
        ))}
      </ul>
      <p className="mt-3 text-sm text-ink-3">Start Lathe again after installing a provider or a driver.</p>
    </>
  );
}

const libraryWords: Readonly<Record<ProviderView['library'], string>> = {
  bundled: 'library included',
  installed: 'library installed',
  absent: 'library not installed',
};

function ProviderItem({ provider }: { readonly provider: ProviderView }) {
  const { label, library, available, note, devices, hint, command } = provider;
  const Icon = available ? CircleCheck : CircleDashed;
  return (
    <li className="grid grid-cols-[1.25rem_1fr] gap-x-2 border-t border-line py-2">
      <Icon aria-hidden className={`mt-0.5 size-4 ${available ? 'text-good' : 'text-ink-3'}`} />
      <div className="min-w-0">
        <h3 className="font-semibold">
          {label}{' '}
          <span className="text-sm font-normal text-ink-2">
            {available ? 'runs here' : 'does not run here'}, {libraryWords[library]}
          </span>
        </h3>
        <p className="text-sm break-words text-ink-2">{note}</p>
        {!available && devices.length > 0 && (
          <p className="text-sm text-ink-2">It could run on {devices.map(inWords).join(' and ')}.</p>
        )}
        {!available && !note.includes(hint) && <p className="text-sm text-ink-2">{hint}</p>}
        {command !== undefined && (
          <code className="mt-1 block w-fit rounded-sm bg-surface-3 px-1.5 py-0.5 text-sm select-all">{command}</code>
        )}
      </div>
    </li>
  );
}

const inWords = ({ name, memoryBytes, driver }: ProviderView['devices'][number]): string => {
  const details = [
    ...(memoryBytes === undefined ? [] : [formatBytes(memoryBytes)]),
    ...(driver ? [`driver ${driver}`] : []),
  ];
  return details.length === 0 ? name : `${name} (${details.join(', ')})`;
};
