import type { WireError } from '../../engine/api/contract.ts';
import { formatInteger } from './format.ts';

export interface Message {
  readonly title: string;
  /** What the user can do next; absent where the title leaves nothing to do. */
  readonly next?: string;
  /** A line to type elsewhere that helps, to be copied. */
  readonly command?: string;
  /** The engine's own sentence, where the title does not already say it. */
  readonly detail?: string;
}

type Words = Omit<Message, 'detail'>;
type Details = WireError['details'];

/**
 * Failures whose sentence from the engine names command-line options, or holds a command. The window says the same by the names
 * of its own controls, shows the command apart, and leaves that sentence to the copied details.
 */
const windowWords: Readonly<Record<string, (details: Details) => Words>> = {
  'benchmark.fixed-batch': ({ fixed, asked }) => ({
    title: `The model has a fixed batch of ${show(fixed)}, so it cannot be measured with ${show(asked)}.`,
    next: `Set Batch to ${show(fixed)} under Precision, or export the model with a dynamic batch dimension.`,
  }),
  'benchmark.shape-needed': ({ input }) => openShape(show(input)),
  'model.shape-needed': ({ inputs }) => openShape(show(inputs)),
  'data.shape-unknown': ({ input }) => openShape(show(input)),
  'data.labels-missing': ({ path }) => ({
    title: `${show(path)} has no labels, so top-1 cannot be measured.`,
    next: 'Choose a label file under Evaluation data, or put the labels beside the data under their usual name.',
  }),
  'data.label-out-of-range': ({ label, classCount }) => ({
    title: `The data has label ${show(label)}, but the model has ${show(classCount)} classes.`,
    next: 'If its labels count from 1, set Label offset to −1; else choose labels that belong to this model.',
  }),
  'data.preprocess-unused': () => ({
    title: 'The data holds arrays that are fed as they are; preprocessing is for images of bytes only.',
    next: 'Set Preprocessing to None, or give the data as uint8 images.',
  }),
  'file.format-unsupported': ({ format, advice, command, where }) => ({
    title: `This is ${/^[aeiou]/i.test(show(format)) ? 'an' : 'a'} ${show(format)}, which Lathe does not read.`,
    next: [show(advice), command && `${where === 'python' ? 'Then, in Python' : 'To convert it, in a terminal'}:`]
      .filter(Boolean)
      .join(' '),
    ...(command !== undefined && { command: show(command) }),
  }),
};

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
  'upload.too-large': { title: 'The host has no room for this file.' },
  'file.no-model': {
    title: 'None of these files is a model.',
    next: 'Drop one .onnx file, with its external data if it has any, or a .prototxt with its .caffemodel.',
  },
  'file.not-found': { title: 'The file is no longer there.', next: 'Choose it again from where it is now.' },
  'file.too-large': { title: 'The file is larger than an ONNX file can be.' },
  'onnx.not-onnx': { title: 'This is not an ONNX model, or it is damaged.' },
  'onnx.unsupported-opset': {
    title: 'This model uses a newer opset than Lathe knows.',
    next: 'Export it with an older opset.',
  },
  'onnx.external-data-missing': {
    title: 'A file with weights of this model is missing.',
    next: 'In the browser, drop it together with the model; else put it into the same folder.',
  },
  'onnx.*': { title: 'This ONNX model could not be opened.' },
  'caffe.weights-missing': {
    title: 'The weights of this network are not here, so it can be seen but not run or exported.',
    next: 'Drop the .prototxt together with its .caffemodel, or use random weights to explore fusion and speed.',
  },
  'caffe.caffemodel-expected': {
    title: 'The weights that were chosen are no caffemodel.',
    next: 'Drop the .prototxt together with its .caffemodel.',
  },
  'caffe.*': { title: 'This Caffe model could not be opened.' },
  'sample.unknown': { title: 'This sample is not part of this installation.' },
  'model.not-open': { title: 'The model is no longer open in the engine.', next: 'Open it again.' },
  'job.busy': { title: 'Another job is still running.', next: 'Wait for it to end, or cancel it.' },
  'host.unavailable': {
    title: 'Native dialogs exist only in the desktop window.',
    next: 'Type the path instead.',
  },
  'runtime.provider-unavailable': {
    title: 'This provider is not available on this machine.',
    next: 'Choose another under Precision; the list says what each one needs.',
  },
  'runtime.runner-exited': { title: 'The process that ran the model ended unasked.' },
};

/** A failure in plain words. Unknown codes fall back to the engine's sentence, which is written for people too. */
export function toMessage(error: WireError): Message {
  const inWindow = windowWords[error.code];
  if (inWindow !== undefined) return inWindow(error.details);
  const known = words[error.code] ?? words[`${error.code.split('.')[0]}.*`];
  if (known === undefined) return { title: error.message };
  return known.title === error.message ? known : { ...known, detail: error.message };
}

/** Everything about a failure, to paste into a report. */
export function toDetails(error: WireError): string {
  const lines = Object.entries(error.details).map(([name, value]) => `${name}: ${String(value)}`);
  return [`code: ${error.code}`, `message: ${error.message}`, ...lines].join('\n');
}

const openShape = (input: string): Words => ({
  title: `The model leaves sizes of ${input || 'an input'} open.`,
  next: 'Give them in Run under Precision, or export the model with fixed sizes.',
});

function show(value: Details[string] | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return formatInteger(value);
  return Array.isArray(value) ? value.join(', ') : String(value);
}
