import { shellQuote } from './shell-quote.ts';

/** Source: tf2onnx, README: "Command line". */
export const tf2onnx = (
  option: 'graphdef' | 'checkpoint' | 'saved-model' | 'tflite' | 'tfjs' | 'keras',
  path: string,
): string => `python -m tf2onnx.convert --${option} ${shellQuote(path)} --output model.onnx`;
