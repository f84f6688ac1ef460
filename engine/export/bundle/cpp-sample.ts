import type { ProviderName } from '../../runtime/session.ts';
import type { PlanFile } from './plan-file.ts';

/** A C++17 program that runs the model beside it as the plan says; the plan is written out in it, so it needs no JSON parser. */
export function cppSample(plan: PlanFile): string {
  const { session } = plan;
  const entries = (options: Readonly<Record<string, string>>) =>
    Object.entries(options)
      .map(([key, value]) => `    {${quoted(key)}, ${quoted(value)}},\n`)
      .join('');
  return `// Runs the model beside this file as plan.json says.
//
//     g++ -std=c++17 -O2 run.cpp -I ORT/include -L ORT/lib -lonnxruntime -Wl,-rpath,ORT/lib -o run && ./run
//
// ORT is a folder of ONNX Runtime's release archive, version ${plan.onnxruntime} or newer. Replace random_tensor() with your data.
#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <numeric>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

struct Input {
  const char* name;
  ONNXTensorElementDataType type;
  std::vector<int64_t> dims;
};

static const std::vector<Input> inputs = {
${plan.inputs.map(({ name, type, dims }) => `    {${quoted(name)}, ${elementTypes[type] ?? elementTypes.undefined}, {${dims.join(', ')}}},\n`).join('')}};
static const std::vector<const char*> outputs = {${plan.outputs.map(quoted).join(', ')}};
static const std::unordered_map<std::string, std::string> config_entries = {
${entries(session.configEntries)}};
static const std::unordered_map<std::string, std::string> provider_options = {
${entries(session.providerOptions)}};

static Ort::SessionOptions session_options() {
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(${session.threads});
  options.SetInterOpNumThreads(1);
  options.SetExecutionMode(ORT_SEQUENTIAL);
  options.SetGraphOptimizationLevel(${levels[session.graphOptimization]});
  for (const auto& [key, value] : config_entries) options.AddConfigEntry(key.c_str(), value.c_str());
${appendProvider[session.provider]}  return options;
}

/** Numbers between -1 and 1, or ones where they are whole: half precision and 16-bit types get their bits zero. */
static Ort::Value random_tensor(const Input& input, Ort::AllocatorWithDefaultOptions& allocator) {
  Ort::Value value = Ort::Value::CreateTensor(allocator, input.dims.data(), input.dims.size(), input.type);
  const size_t count = value.GetTensorTypeAndShapeInfo().GetElementCount();
  static std::mt19937 generator(0);
  static std::uniform_real_distribution<float> uniform(-1, 1);
  switch (input.type) {
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT:
      std::generate_n(value.GetTensorMutableData<float>(), count, [] { return uniform(generator); });
      break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE:
      std::generate_n(value.GetTensorMutableData<double>(), count, [] { return uniform(generator); });
      break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64:
      std::fill_n(value.GetTensorMutableData<int64_t>(), count, 1);
      break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32:
      std::fill_n(value.GetTensorMutableData<int32_t>(), count, 1);
      break;
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16:
    case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16:
      std::fill_n(value.GetTensorMutableData<uint16_t>(), count, 0);
      break;
    default:
      std::fill_n(value.GetTensorMutableData<uint8_t>(), count, 1);
  }
  return value;
}

int main(int argc, char** argv) try {
  const int run_count = argc > 1 ? std::atoi(argv[1]) : 20;
  Ort::Env env(ORT_LOGGING_LEVEL_ERROR, "lathe-plan");
  Ort::Session session(env, ORT_TSTR(${quoted(plan.model.file)}), session_options());
  Ort::AllocatorWithDefaultOptions allocator;

  std::vector<const char*> names;
  std::vector<Ort::Value> values;
  for (const Input& input : inputs) {
    names.push_back(input.name);
    values.push_back(random_tensor(input, allocator));
  }
  std::vector<Ort::Value> results;
${session.binding === 'device' ? deviceRun : hostRun}
  for (int i = 0; i < 3; i++) run();
  std::vector<double> durations;
  for (int i = 0; i < run_count; i++) {
    const auto start = std::chrono::steady_clock::now();
    run();
    durations.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(durations.begin(), durations.end());
  for (size_t i = 0; i < outputs.size(); i++) {
    std::cout << outputs[i] << ":";
    for (int64_t dim : results[i].GetTensorTypeAndShapeInfo().GetShape()) std::cout << " " << dim;
    std::cout << "\\n";
  }
  std::printf("median of %d runs: %.3f ms\\n", run_count, durations[durations.size() / 2]);
  return 0;
} catch (const Ort::Exception& error) {
  std::cerr << error.what() << "\\n";
  return 1;
}
`;
}

const hostRun = `  const auto run = [&] {
    results = session.Run(Ort::RunOptions{nullptr}, names.data(), values.data(), values.size(), outputs.data(), outputs.size());
  };
`;

/** Outputs are left to the provider at first; from then on the same ones are bound, as CUDA graphs need fixed addresses. */
const deviceRun = `  // Inputs and outputs stay on the device: CUDA graphs replay fixed addresses.
  Ort::MemoryInfo device("Cuda", OrtDeviceAllocator, 0, OrtMemTypeDefault);
  Ort::IoBinding binding(session);
  for (size_t i = 0; i < names.size(); i++) binding.BindInput(names[i], values[i]);
  for (const char* name : outputs) binding.BindOutput(name, device);
  binding.SynchronizeInputs();
  const auto run = [&] {
    session.Run(Ort::RunOptions{nullptr}, binding);
    binding.SynchronizeOutputs();
    results = binding.GetOutputValues();
  };
`;

const quoted = (text: string): string => JSON.stringify(text);

const levels: Readonly<Record<PlanFile['session']['graphOptimization'], string>> = {
  disabled: 'GraphOptimizationLevel::ORT_DISABLE_ALL',
  basic: 'GraphOptimizationLevel::ORT_ENABLE_BASIC',
  extended: 'GraphOptimizationLevel::ORT_ENABLE_EXTENDED',
  layout: 'GraphOptimizationLevel::ORT_ENABLE_LAYOUT',
  all: 'GraphOptimizationLevel::ORT_ENABLE_ALL',
};

const byName = (name: string) => `  options.AppendExecutionProvider(${quoted(name)}, provider_options);\n`;

const cuda = `  Ort::CUDAProviderOptions cuda;
  cuda.Update(provider_options);
  options.AppendExecutionProvider_CUDA_V2(*cuda);
`;

const appendProvider: Readonly<Record<ProviderName, string>> = {
  cpu: '',
  cuda,
  tensorrt: `  Ort::TensorRTProviderOptions tensorrt;
  tensorrt.Update(provider_options);
  options.AppendExecutionProvider_TensorRT_V2(*tensorrt);
`,
  webgpu: byName('WebGPU'),
  dml: byName('DML'),
  coreml: byName('CoreML'),
};

const elementTypes: Readonly<Record<string, string>> = {
  float32: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT',
  float64: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE',
  float16: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16',
  bfloat16: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16',
  int8: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8',
  uint8: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8',
  int16: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16',
  uint16: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16',
  int32: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32',
  uint32: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32',
  int64: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64',
  uint64: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64',
  bool: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL',
  string: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING',
  undefined: 'ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED',
};
