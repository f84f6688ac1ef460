import { expect, test } from 'vitest';
import { WorkbenchError } from '../errors.ts';
import { parseArguments, UsageError } from './command.ts';
import { requireModels, requireNoFailure } from './model-arguments.ts';

const io = (notes: string[] = []) => ({
  print: () => {},
  note: (text: string) => {
    notes.push(text);
  },
  progress: () => {},
  signal: new AbortController().signal,
  directory: '/here',
});

const modelsOf = (...paths: string[]) => requireModels(parseArguments(paths, {}), io());

test('models are called by their file names as long as those differ', () => {
  expect(modelsOf('a/net.onnx', '/b/other.onnx')).toEqual([
    { path: '/here/a/net.onnx', name: 'net.onnx' },
    { path: '/b/other.onnx', name: 'other.onnx' },
  ]);
  expect(modelsOf('a/net.onnx', 'b/net.onnx', 'c.onnx').map(({ name }) => name)).toEqual([
    'a/net.onnx',
    'b/net.onnx',
    'c.onnx',
  ]);
});

test('a model may be measured against itself', () => {
  expect(modelsOf('a.onnx', 'a.onnx').map(({ name }) => name)).toEqual(['a.onnx', 'a.onnx (2)']);
});

test('no model is wrong usage', () => {
  expect(() => modelsOf()).toThrow(UsageError);
});

test('of several failures all are told, one of them by being thrown, and none twice', () => {
  const error = (message: string) => new WorkbenchError('runtime.load-failed', {}, message);
  const notes: string[] = [];
  const failures = ['one', 'two', 'two'].map((message) => ({ name: message, error: error(message) }));
  expect(() => requireNoFailure(failures, io(notes))).toThrow('two');
  expect(notes).toEqual(['one']);
  expect(() => requireNoFailure([], io())).not.toThrow();
});
