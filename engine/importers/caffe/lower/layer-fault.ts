/** Why a layer has no form in ONNX operators: it stays in the graph as an opaque node, with this as a warning. */
export class LayerFault extends Error {
  override readonly name = 'LayerFault';
}
