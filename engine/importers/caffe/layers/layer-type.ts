import type { LayerScope } from '../lower/layer-scope.ts';

/** How layers of a type become ONNX operators. */
export interface LayerType {
  /** As Caffe writes it in `type`; several where descendants of Caffe have other names for the same. */
  readonly types: readonly string[];
  /**
   * Makes the layer's nodes and says which operand each top is. Throws LayerFault where the layer is beyond ONNX's operators or
   * contradicts itself: it becomes an opaque node then.
   */
  lower(scope: LayerScope): void;
}

/** Marks the definition of a layer type. */
export const defineLayer = (type: LayerType): LayerType => type;
