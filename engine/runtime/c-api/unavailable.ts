/** Why ONNX Runtime cannot be driven through its C API here. The message is the rest of a sentence. */
export class CApiUnavailable extends Error {
  override readonly name = 'CApiUnavailable';
}
