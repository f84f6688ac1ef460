import { describe, expect, it } from 'vitest';
import { cleanMessage, explainLoadMessage, explainRunMessage, isProviderMessage } from './runtime-messages.ts';

// Messages as ONNX Runtime 1.29.0 writes them; runner-pool.test.ts provokes the commonest for real.

const source = '/onnxruntime_src/onnxruntime/core';

describe('load messages', () => {
  it.each([
    [
      'Load model from /m.onnx failed:Fatal error: com.microsoft.extensions:DecodeImage(-1) is not a registered function/op',
      { reason: 'unknown-operator', domain: 'com.microsoft.extensions', operator: 'DecodeImage' },
    ],
    [
      'This is an invalid model. In Node, ("n1", Frobnicate, "", -1) : ("x": tensor(float),) -> ("y": tensor(float),) , Error No Op registered for Frobnicate with domain_version of 17',
      { reason: 'unknown-operator', domain: '', operator: 'Frobnicate' },
    ],
    [
      'This is an invalid model. In Node, ("n1", Frob, "my.ops", -1) : ("x": tensor(float),) -> ("y": tensor(float),) , Error No opset import for domain \'my.ops\'',
      { reason: 'unknown-operator', domain: 'my.ops', operator: 'Frob' },
    ],
    [
      "Could not find an implementation for Conv(11) node with name 'n1'",
      { reason: 'no-kernel', operator: 'Conv', node: 'n1' },
    ],
    [
      `Exception during initialization: ${source}/optimizer/transformer_memcpy.cc:369 void onnxruntime::TransformerMemcpyImpl::ProcessDefs(onnxruntime::Node&, const onnxruntime::KernelRegistryManager&, onnxruntime::InitializedTensorSet&) !node_provider_type.empty() was false. Provider type for Add node with name 'n1' is not set.\n`,
      { reason: 'no-kernel', operator: 'Add', node: 'n1' },
    ],
    [
      `${source}/graph/model.cc:192 onnxruntime::Model::Model(onnx::ModelProto&&, const onnxruntime::ModelOptions&) Unsupported model IR version: 99, max supported IR version: 13\n`,
      { reason: 'ir-version', found: 99, newest: 13 },
    ],
    [
      `${source}/graph/model_load_utils.h:46 void onnxruntime::model_load_utils::ValidateOpsetForDomain(const std::unordered_map<std::__cxx11::basic_string<char>, int>&, int) ONNX Runtime only *guarantees* support for models stamped with official released onnx opset versions. Opset 99 is under development and support for this is limited. Current official support for domain ai.onnx is till opset 26.\n`,
      { reason: 'opset', found: 99, newest: 26, domain: 'ai.onnx' },
    ],
    [
      'External data path validation failed for initializer: w. Error: tensorprotoutils.cc:453 ValidateExternalDataPathFromDir External data path does not exist: "/m.onnx.data"',
      { reason: 'external-data', path: '/m.onnx.data' },
    ],
    ['Failed to load model because protobuf parsing failed.', { reason: 'not-onnx' }],
    ['Unsupported data type: 16', { reason: 'port-type', typeCode: 16 }],
  ])('%s', (message, details) => {
    const explanation = explainLoadMessage(message);
    expect(explanation.details).toEqual(details);
    expect(explanation.sentence).not.toContain('onnxruntime_src');
  });

  it('says what to do about operators of ONNX Runtime Extensions', () => {
    const message = 'Fatal error: ai.onnx.contrib:BertTokenizer(-1) is not a registered function/op';
    expect(explainLoadMessage(message).sentence).toBe(
      'ONNX Runtime has no operator ai.onnx.contrib:BertTokenizer; it belongs to ONNX Runtime Extensions, so export the model without its built-in pre- and post-processing.',
    );
  });

  it('passes on what it does not know, in one clean sentence', () => {
    const message = 'Node (n1) Op (MatMul) [ShapeInferenceError] Incompatible dimensions for matrix multiplication';
    expect(explainLoadMessage(message)).toEqual({
      details: { reason: 'other' },
      sentence: `ONNX Runtime says: ${message}.`,
    });
  });
});

describe('run messages', () => {
  it('names the node and the reason without source locations', () => {
    const message = `Non-zero status code returned while running Reshape node. Name:'n1' Status Message: ${source}/providers/cpu/tensor/reshape_helper.h:91 onnxruntime::ReshapeHelper::ReshapeHelper(const onnxruntime::TensorShape&, bool) input_shape_size == requested_shape_size was false. The input tensor cannot be reshaped to the requested shape. Input shape:{1,4}, requested shape:{5}\n`;
    expect(explainRunMessage(message)).toEqual({
      details: { reason: 'node-failed', operator: 'Reshape', node: 'n1' },
      sentence:
        "The Reshape node 'n1' failed: The input tensor cannot be reshaped to the requested shape. Input shape:{1,4}, requested shape:{5}.",
    });
  });

  it('says how much memory was asked for', () => {
    const message = `Non-zero status code returned while running Expand node. Name:'n1' Status Message: ${source}/framework/bfc_arena.cc:359 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 1600000000000\n`;
    expect(explainRunMessage(message)).toEqual({
      details: { reason: 'out-of-memory' },
      sentence: 'Memory ran out asking for 1600.0 GB; use a smaller batch or smaller input dimensions.',
    });
  });
});

it('tells the fault of a provider from the fault of a model', () => {
  expect(isProviderMessage('OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library')).toBe(true);
  expect(isProviderMessage('no available backend found. ERR: [dml] backend not found.')).toBe(true);
  expect(isProviderMessage(`${source}/x.cc:1 f() Failed to get a WebGPU adapter: No supported adapters`)).toBe(true);
  expect(isProviderMessage('Failed to load model because protobuf parsing failed.')).toBe(false);
});

it('cleans lambdas, colours and line breaks', () => {
  const colour = String.fromCharCode(27);
  const message = `${colour}[1;31m${source}/webgpu_context.cc:100 onnxruntime::webgpu::WebGpuContext::Initialize(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == wgpu::RequestAdapterStatus::Success was false. Failed to get\n a WebGPU adapter.${colour}[m\n`;
  expect(cleanMessage(message)).toBe('Failed to get a WebGPU adapter');
  expect(cleanMessage('OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library')).toBe(
    'Failed to load shared library',
  );
});
