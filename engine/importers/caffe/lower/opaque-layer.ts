import { type AttributeLiteral, attributesOf } from '../../../ir/build.ts';
import type { CaffeLayer } from '../network.ts';
import type { TextField } from '../text/parse-text.ts';
import type { LayerScope, LoweredNode } from './layer-scope.ts';
import { activation } from './operand.ts';

/** The operator domain of layers that have no ONNX operators. */
export const CAFFE_DOMAIN = 'caffe';

/** More attributes than an inspector shows. */
const MAX_ATTRIBUTES = 64;

/** A layer as one node of Caffe's own domain, of which only its name, its blobs and what its fields say are known. */
export function opaqueNode({ layer, inputs }: LayerScope): LoweredNode {
  return {
    opType: layer.type || 'Unknown',
    domain: CAFFE_DOMAIN,
    inputs,
    outputs: layer.top.map(() => activation(undefined)),
    attributes: attributesOf(fieldsOf(layer)),
  };
}

function fieldsOf(layer: CaffeLayer): Readonly<Record<string, AttributeLiteral>> {
  const values = new Map<string, string[]>();
  const collect = (fields: readonly TextField[], prefix: string): void => {
    for (const { name, value } of fields) {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      if (value.kind === 'message') collect(value.fields, path);
      else {
        const list = values.get(path);
        if (list) list.push(value.text);
        else if (values.size < MAX_ATTRIBUTES) values.set(path, [value.text]);
      }
    }
  };
  collect(layer.others, '');
  const { module, layer: python, param_str } = layer.parameters.python_param;
  for (const [name, text] of Object.entries({ module, layer: python, param_str }))
    if (text !== '') values.set(name, [text]);
  return Object.fromEntries([...values].map(([name, texts]) => [name, literalOf(texts)]));
}

/** Numbers where all are numbers, else text. */
function literalOf(texts: readonly string[]): AttributeLiteral {
  const numbers = texts.map(Number);
  const [first] = numbers;
  if (!numbers.every(Number.isFinite)) return texts.join(', ');
  return first !== undefined && numbers.length === 1 ? first : numbers;
}
