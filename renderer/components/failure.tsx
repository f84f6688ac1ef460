import { CircleAlert, Copy, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { WireError } from '../../engine/api/contract.ts';
import { toDetails, toMessage } from '../text/messages.ts';
import { Button, IconButton } from './button.tsx';

interface FailureProps {
  readonly error: WireError;
  /** What was being done: 'yolo.onnx was not opened'. */
  readonly doing?: string;
  readonly onDismiss?: () => void;
  /** Buttons that help: 'Try again'. */
  readonly children?: ReactNode;
}

/** A failure: what happened in plain words, what to do next, and details to copy. */
export function Failure({ error, doing, onDismiss, children }: FailureProps) {
  const { title, next, command, detail } = toMessage(error);
  return (
    <div
      role="alert"
      className="flex gap-2.5 rounded-md border border-line border-l-2 border-l-bad bg-surface-2 px-3 py-2.5 text-ink"
    >
      <CircleAlert className="mt-0.5 size-4 shrink-0 text-bad" aria-hidden />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        {doing !== undefined && <p className="text-sm text-ink-2 wrap-anywhere">{doing}</p>}
        <p className="font-semibold wrap-anywhere">{title}</p>
        {next !== undefined && <p className="wrap-anywhere">{next}</p>}
        {command !== undefined && (
          <code className="max-h-40 select-all overflow-auto rounded-sm bg-surface-3 px-2 py-1.5 font-mono text-sm whitespace-pre-wrap wrap-anywhere">
            {command}
          </code>
        )}
        {detail !== undefined && <p className="max-h-40 overflow-auto text-sm text-ink-2 wrap-anywhere">{detail}</p>}
        <div className="mt-1 flex flex-wrap gap-2">
          {children}
          {command !== undefined && <CopyButton text={command} what="command" />}
          <CopyButton text={toDetails(error)} what="details" />
        </div>
      </div>
      {onDismiss !== undefined && (
        <IconButton label="Dismiss" onClick={onDismiss}>
          <X />
        </IconButton>
      )}
    </div>
  );
}

function CopyButton({ text, what }: { readonly text: string; readonly what: 'command' | 'details' }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button onClick={() => void copy()}>
      <Copy aria-hidden />
      {copied ? 'Copied' : `Copy ${what}`}
    </Button>
  );
}
