import type { WireError } from '../../engine/api/contract.ts';

export interface Message {
  readonly title: string;
  /** What the user can do next; absent where the title leaves nothing to do. */
  readonly next?: string;
  /** The engine's own sentence, where the title does not already say it. */
  readonly detail?: string;
}

type Words = Omit<Message, 'detail'>;

/** By code, and where a whole family reads alike, by the part before the dot followed by '.*'. */
const words: Readonly<Record<string, Words>> = {
  'window.defect': {
    title: 'This part of the window has a defect.',
    next: 'Your files were not changed. Copy the details into a report.',
  },
  'connection.lost': {
    title: 'The engine does not answer.',
    next: 'Lathe keeps trying to reach it. Try again once the notice at the top is gone.',
  },
  'engine.internal': {
    title: 'The engine failed while working on this.',
    next: 'Copy the details into a report; your files were not changed.',
  },
  'engine.restarted': {
    title: 'The engine was restarted and no longer has this model.',
    next: 'Open the model again.',
  },
  'request.invalid': {
    title: 'A value in this request is out of range.',
    next: 'Check the numbers and paths you entered.',
  },
  'upload.failed': { title: 'The file could not be sent.', next: 'Check the connection and try again.' },
  'file.no-model': {
    title: 'None of these files is a model.',
    next: 'Drop one .onnx file, with its external data beside it if it has any.',
  },
  'file.not-found': { title: 'The file is no longer there.', next: 'Choose it again from where it is now.' },
  'file.*': { title: 'The file could not be read.', next: 'Check that it is complete and that you may read it.' },
  'onnx.unsupported-opset': {
    title: 'This model uses a newer opset than Lathe knows.',
    next: 'Export it with an older opset.',
  },
  'onnx.*': {
    title: 'This ONNX model could not be opened.',
    next: 'Check it with the tool that exported it, or export it again.',
  },
  'sample.unknown': { title: 'This sample is not part of this installation.' },
  'model.not-open': { title: 'The model is no longer open in the engine.', next: 'Open it again.' },
  'job.busy': { title: 'Another job is still running.', next: 'Wait for it to end, or cancel it.' },
  'host.unavailable': { title: 'Native dialogs exist only in the desktop window.', next: 'Type the path instead.' },
  'runtime.provider-unavailable': {
    title: 'This provider is not available on this machine.',
    next: 'Choose another under Precision; the list says what each one needs.',
  },
};

/** A failure in plain words. Unknown codes fall back to the engine's sentence, which is written for people too. */
export function toMessage(error: WireError): Message {
  const known = words[error.code] ?? words[`${error.code.split('.')[0]}.*`];
  if (known === undefined) return { title: error.message };
  return known.title === error.message ? known : { ...known, detail: error.message };
}

/** Everything about a failure, to paste into a report. */
export function toDetails(error: WireError): string {
  const lines = Object.entries(error.details).map(([name, value]) => `${name}: ${String(value)}`);
  return [`code: ${error.code}`, `message: ${error.message}`, ...lines].join('\n');
}
