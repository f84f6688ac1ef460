import type { Dim, Shape } from '../../../ir/shape.ts';
import type { CaffeLayer } from '../network.ts';

/**
 * What a data layer says of its tops' dims; undefined where it says nothing of one. Images come from databases and files whose
 * size the network often does not state.
 */
export function dataShapes(layer: CaffeLayer): readonly (Shape | undefined)[] {
  return layer.top.map((_name, index) => dataShape(layer, index));
}

function dataShape({ type, parameters: p }: CaffeLayer, index: number): Shape | undefined {
  switch (type) {
    case 'Input':
      return (p.input_param.shape[index] ?? p.input_param.shape[0])?.dim;
    case 'DummyData': {
      const { shape, num, channels, height, width } = p.dummy_data_param;
      const legacy = [num, channels, height, width].map((dims) => dims[index] ?? dims[0]);
      return shape.length > 0 ? (shape[index] ?? shape[0])?.dim : legacy;
    }
    case 'MemoryData': {
      const { batch_size, channels, height, width } = p.memory_data_param;
      return index === 0 ? [batch_size, channels, height, width].map(orUnknown) : [orUnknown(batch_size)];
    }
    case 'ImageData': {
      const { batch_size, crop_size, new_height, new_width, is_color } = p.image_data_param;
      const crop = p.transform_param.crop_size || crop_size;
      return index === 0
        ? [batch_size, is_color ? 3 : 1, crop || new_height, crop || new_width].map(orUnknown)
        : [batch_size];
    }
    case 'Data':
    case 'AnnotatedData': {
      const { batch_size, crop_size } = p.data_param;
      const crop = orUnknown(p.transform_param.crop_size || crop_size);
      return index === 0 ? [orUnknown(batch_size), channelsOf(p), crop, crop] : [orUnknown(batch_size)];
    }
    case 'WindowData': {
      const { batch_size, crop_size } = p.window_data_param;
      const crop = orUnknown(p.transform_param.crop_size || crop_size);
      return index === 0 ? [orUnknown(batch_size), 3, crop, crop] : [orUnknown(batch_size)];
    }
    default:
      return undefined;
  }
}

/** Zero stands for what a field does not say. */
const orUnknown = (dim: number): Dim => (dim > 0 ? dim : undefined);

function channelsOf({ transform_param }: CaffeLayer['parameters']): Dim {
  if (transform_param.force_color) return 3;
  if (transform_param.force_gray) return 1;
  const { mean_value } = transform_param;
  return mean_value.length > 1 ? mean_value.length : undefined;
}
