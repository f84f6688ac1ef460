import { describe, expect, it } from 'vitest';
import { toDetails, toMessage } from './messages.ts';

const error = (code: string, message = 'said by the engine') => ({ code, message, details: {} });

describe('toMessage', () => {
  it('has its own words and a next action for a known code', () => {
    expect(toMessage(error('file.not-found', '/a/b.onnx does not exist.'))).toEqual({
      title: 'The file is no longer there.',
      next: 'Choose it again from where it is now.',
      detail: '/a/b.onnx does not exist.',
    });
  });

  it('uses the words of the family for a code without its own', () => {
    expect(toMessage(error('onnx.truncated')).title).toBe('This ONNX model could not be opened.');
  });

  it('names the controls of the window where the engine names options of the command line', () => {
    const message = toMessage({
      code: 'benchmark.fixed-batch',
      message: 'The model has a fixed batch of 1; use --batch 1.',
      details: { asked: 8, fixed: 1 },
    });
    expect(message).toEqual({
      title: 'The model has a fixed batch of 1, so it cannot be measured with 8.',
      next: 'Set Batch to 1 under Precision, or export the model with a dynamic batch dimension.',
    });
    const open = { code: 'model.shape-needed', message: 'Fix them with --shape.', details: { inputs: ['a', 'b'] } };
    expect(toMessage(open).title).toBe('The model leaves sizes of a, b open.');
  });

  it('shows a command apart from the words', () => {
    const details = { format: 'image', advice: 'Know this.', command: 'convert x', where: 'shell' };
    expect(toMessage({ code: 'file.format-unsupported', message: 'said by the engine', details })).toEqual({
      title: 'This is an image, which Lathe does not read.',
      next: 'Know this. To convert it, in a terminal:',
      command: 'convert x',
    });
  });

  it('does not say the same twice', () => {
    const said = error('sample.unknown', 'This sample is not part of this installation.');
    expect(toMessage(said)).toEqual({ title: 'This sample is not part of this installation.' });
  });

  it('falls back to the sentence from the wire', () => {
    expect(toMessage(error('tuner.stuck', 'The tuner found no plan.'))).toEqual({ title: 'The tuner found no plan.' });
  });
});

describe('toDetails', () => {
  it('lists code, message and every detail', () => {
    const details = toDetails({
      code: 'onnx.unsupported-opset',
      message: 'Too new.',
      details: { found: 99, newest: 24 },
    });
    expect(details).toBe('code: onnx.unsupported-opset\nmessage: Too new.\nfound: 99\nnewest: 24');
  });
});
