import { Clock, FileDown, FlaskConical, FolderOpen } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { TextInput } from '../../components/field.tsx';
import { useModel, useStores } from '../../stores/use-stores.tsx';
import { formatDate } from '../../text/format.ts';
import type { Command } from '../shell/commands.ts';
import { WindowButtons } from '../shell/window-buttons.tsx';
import { OpeningStatus } from './opening-status.tsx';

interface StartScreenProps {
  readonly run: (command: Command) => void;
}

export function StartScreen({ run }: StartScreenProps) {
  return (
    <main className="h-full overflow-auto">
      <div className="mx-auto flex min-h-full max-w-5xl flex-col gap-6 px-8 pt-[clamp(3rem,14vh-4rem,10rem)] pb-6">
        <header className="flex items-start justify-between gap-4">
          <div>
            <h1 className="text-2xl font-semibold tracking-tight">Lathe</h1>
            <p className="mt-1 max-w-2xl text-lg text-ink-2">
              See what fusing and quantizing do to a neural network, measured on this machine.
            </p>
          </div>
          <WindowButtons run={run} />
        </header>
        <OpeningStatus />
        <div className="grid flex-1 grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)] items-start gap-8">
          <section
            aria-label="Open a model"
            className="flex h-72 flex-col items-center justify-center gap-4 rounded-lg border border-dashed border-line-strong bg-surface-1 p-6 text-center"
          >
            <FileDown className="size-7 text-ink-3" aria-hidden />
            <div>
              <p className="text-lg font-medium">Drop an ONNX or Caffe model anywhere</p>
              <p className="mt-1 text-ink-2">The file is only read. Nothing is sent to anyone.</p>
            </div>
            <Button weight="primary" className="h-8 px-4" onClick={() => run('open')}>
              <FolderOpen aria-hidden />
              Choose a file…
            </Button>
            <PathForm />
          </section>
          <div className="flex min-w-0 flex-col gap-6">
            <Samples />
            <RecentFiles />
          </div>
        </div>
        <Machine />
      </div>
    </main>
  );
}

/** In the browser the models are often on the machine that runs Lathe already: a path saves sending them. */
function PathForm() {
  const host = useModel((state) => state.info?.host);
  const open = useModel((state) => state.open);
  const [path, setPath] = useState('');
  if (host !== 'browser') return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim() !== '') void open({ kind: 'path', path: path.trim() });
  };
  return (
    <form onSubmit={submit} className="flex w-full max-w-sm gap-1.5">
      <TextInput
        aria-label="Path of a model on the machine that runs Lathe"
        placeholder="Or a path on the machine that runs Lathe"
        value={path}
        onChange={(event) => setPath(event.target.value)}
      />
      <Button type="submit" disabled={path.trim() === ''}>
        Open
      </Button>
    </form>
  );
}

function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="min-w-0">
      <div className="mb-1 flex h-7 items-center justify-between">
        <h2 className="font-semibold">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

const rowLook =
  'grid w-[calc(100%+1rem)] grid-cols-[1rem_minmax(0,1fr)] items-start gap-x-2.5 rounded-md px-2 py-1.5 text-left hover:bg-surface-3 -mx-2 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:text-ink-3';

function Samples() {
  const samples = useModel((state) => state.samples);
  const open = useModel((state) => state.open);
  if (samples.length === 0) return null;
  return (
    <Section title="Samples">
      <ul>
        {samples.map(({ id, title, description }) => (
          <li key={id}>
            <button
              type="button"
              className={rowLook}
              onClick={() => void open({ kind: 'sample', sampleId: id, title })}
            >
              <FlaskConical aria-hidden />
              <span>
                <span className="block font-medium">{title}</span>
                <span className="block text-sm text-ink-2">{description}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function RecentFiles() {
  const files = useModel((state) => state.recentFiles);
  const open = useModel((state) => state.open);
  const clear = useModel((state) => state.clearRecent);
  const { notifications } = useStores();
  if (files.length === 0) return null;
  const clearAll = async () => {
    const result = await clear();
    if (!result.ok) {
      notifications.getState().notify({ tone: 'bad', title: 'The list was not cleared', error: result.error });
    }
  };
  return (
    <Section
      title="Recent files"
      action={
        <Button weight="quiet" onClick={() => void clearAll()}>
          Clear
        </Button>
      }
    >
      <ul>
        {files.map(({ path, name, openedAt }) => (
          <li key={path}>
            <button
              type="button"
              className={rowLook}
              title={`${path}\nOpened ${formatDate(openedAt)}`}
              onClick={() => void open({ kind: 'path', path })}
            >
              <Clock aria-hidden />
              <span className="min-w-0">
                <span className="block truncate font-medium">{name}</span>
                <span className="block truncate text-sm text-ink-2">{path}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Machine() {
  const info = useModel((state) => state.info);
  if (info === undefined) return null;
  return (
    <footer className="flex flex-wrap gap-x-4 border-t border-line pt-3 text-sm text-ink-3">
      <span>Lathe {info.version}</span>
      <span>ONNX Runtime {info.onnxruntimeVersion}</span>
      <span>
        {info.processor}, {info.logicalCpuCount} logical processors
      </span>
    </footer>
  );
}
