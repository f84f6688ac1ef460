import { describe, expect, expectTypeOf, it } from 'vitest';
import { type AttributesOf, findOpSpec, type InputNameOf, type KnownOpType, operators } from './registry.ts';

describe('registry', () => {
  it('finds an operator by domain and type, with ai.onnx as another name of the default domain', () => {
    expect(findOpSpec({ domain: '', opType: 'Conv' })?.category).toBe('convolution');
    expect(findOpSpec({ domain: 'ai.onnx', opType: 'Conv' })).toBe(findOpSpec({ domain: '', opType: 'Conv' }));
    expect(findOpSpec({ domain: 'com.example', opType: 'Conv' })).toBeUndefined();
  });

  it('lists every operator once', () => {
    const keys = operators.map((spec) => `${spec.domain}:${spec.type}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('marks none but the last formal input as variadic', () => {
    for (const spec of operators) {
      expect(spec.inputs.slice(0, -1).filter((name) => name.endsWith('...'))).toEqual([]);
    }
  });

  it('gives rules the types of attributes and the names of inputs', () => {
    expectTypeOf<AttributesOf<'LeakyRelu'>>().toEqualTypeOf<{ alpha: number }>();
    expectTypeOf<AttributesOf<'Clip'>>().toEqualTypeOf<{ min: number | undefined; max: number | undefined }>();
    expectTypeOf<AttributesOf<'Gelu'>>().toEqualTypeOf<{ approximate: 'none' | 'tanh' }>();
    expectTypeOf<InputNameOf<'Conv'>>().toEqualTypeOf<'X' | 'W' | 'B'>();
    expectTypeOf<'NoSuchOperator'>().not.toExtend<KnownOpType>();
  });
});
