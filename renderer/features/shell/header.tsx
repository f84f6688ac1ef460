import { FolderOpen, X } from 'lucide-react';
import type { ModelSummary } from '../../../engine/api/contract.ts';
import { IconButton } from '../../components/button.tsx';
import { Select } from '../../components/select.tsx';
import { useModel } from '../../stores/use-stores.tsx';
import { targetLabels } from '../../text/labels.ts';
import type { Command } from './commands.ts';
import { ModelDetails } from './model-details.tsx';
import { WindowButtons } from './window-buttons.tsx';

const targetNames = ['onnxruntime-cpu', 'onnxruntime-cuda', 'onnxruntime-webgpu', 'tensorrt', 'portable'] as const;

const targetOptions = targetNames.map((value) => ({
  value,
  label: targetLabels[value].label,
  note: targetLabels[value].words,
}));

interface HeaderProps {
  readonly model: ModelSummary;
  readonly run: (command: Command) => void;
}

/** Which model, for which target. */
export function Header({ model, run }: HeaderProps) {
  const target = useModel((state) => state.target);
  const setTarget = useModel((state) => state.setTarget);
  return (
    <header className="flex h-11 items-center gap-3 border-b border-line bg-surface-1 px-4">
      <div className="flex min-w-0 items-baseline gap-2">
        <h1 className="truncate text-lg font-semibold" title={model.path === '' ? model.name : model.path}>
          {model.name}
        </h1>
        <span className="hidden shrink-0 text-sm text-ink-3 min-[900px]:inline">
          {model.format}, opset {model.opset}
        </span>
      </div>
      <div className="flex-1">
        <ModelDetails model={model} />
      </div>
      <div className="flex items-center gap-2">
        <span className="text-sm text-ink-2">Target</span>
        <Select label="Target" value={target} options={targetOptions} onChange={setTarget} className="w-48" />
      </div>
      <div className="flex items-center gap-0.5">
        <IconButton label="Open another model (Ctrl O)" onClick={() => run('open')}>
          <FolderOpen />
        </IconButton>
        <WindowButtons run={run} />
        <IconButton label="Close the model" onClick={() => run('close-model')}>
          <X />
        </IconButton>
      </div>
    </header>
  );
}
