import { WorkbenchError } from '../../errors.ts';
import type { Position } from './text/scanner.ts';

export const caffeSyntax = ({ line, column }: Position, problem: string) =>
  new WorkbenchError(
    'caffe.syntax',
    { line, column },
    `The network cannot be read at line ${line}, column ${column}: ${problem}. Correct the prototxt there.`,
  );

export const caffeNestedTooDeep = (limit: number) =>
  new WorkbenchError(
    'caffe.nested-too-deep',
    { limit },
    `The prototxt nests messages more than ${limit} deep, which no Caffe network does. Check that it is the right file.`,
  );

export const caffeTooLarge = (limit: number) =>
  new WorkbenchError(
    'caffe.too-large',
    { limit },
    `The file holds more than ${limit} messages or fields, which no Caffe network does. Check that it is the right file.`,
  );

export const caffeInvalidValue = ({ line, column }: Position, field: string, expected: string) =>
  new WorkbenchError(
    'caffe.invalid-value',
    { line, column, field },
    `"${field}" at line ${line}, column ${column} must be ${expected}. Correct the prototxt there.`,
  );

export const caffeDamaged = (cause: unknown) =>
  new WorkbenchError(
    'caffe.damaged',
    {},
    'This file is not a Caffe model, or it is damaged: its contents cannot be decoded. Copy or download it again.',
    { cause },
  );

export const caffeNoLayers = () =>
  new WorkbenchError(
    'caffe.no-layers',
    {},
    'This file holds no Caffe layers. Choose the prototxt of the network, such as deploy.prototxt.',
  );

export const caffeVersion0 = () =>
  new WorkbenchError(
    'caffe.version-0',
    {},
    "This network is written in Caffe's oldest form, of 2013. Convert it once with Caffe's upgrade_net_proto_text or upgrade_net_proto_binary.",
  );

/** Raised when weights that nobody has are read: by a run, an export, a conversion. */
export const caffeWeightsMissing = (layer: string) =>
  new WorkbenchError(
    'caffe.weights-missing',
    { layer },
    `The weights of layer "${layer}" are not there: only the network was opened. Put its .caffemodel beside it or name it with --weights, or ask for random weights (--random-weights) to explore fusion and speed.`,
  );
