/**
 * C parameter lists of the functions that are called, as koffi reads them; `path_t` is ORTCHAR_T. Each of these returns
 * an OrtStatus: null, or why it failed.
 * Source: onnxruntime_c_api.h, release 1.29.0.
 */
export const statusFunctions = {
  CreateEnv: 'int level, str log_id, _Out_ void **env',
  DisableTelemetryEvents: 'void *env',

  CreateSessionOptions: '_Out_ void **options',
  SetOptimizedModelFilePath: 'void *options, path_t path',
  EnableProfiling: 'void *options, path_t prefix',
  DisableMemPattern: 'void *options',
  SetSessionLogSeverityLevel: 'void *options, int level',
  SetSessionGraphOptimizationLevel: 'void *options, int level',
  SetIntraOpNumThreads: 'void *options, int count',
  SetInterOpNumThreads: 'void *options, int count',
  AddFreeDimensionOverrideByName: 'void *options, str name, int64_t size',
  AddSessionConfigEntry: 'void *options, str key, str value',
  SessionOptionsAppendExecutionProvider:
    'void *options, str provider, const char **keys, const char **values, size_t count',
  CreateCUDAProviderOptions: '_Out_ void **options',
  UpdateCUDAProviderOptions: 'void *options, const char **keys, const char **values, size_t count',
  SessionOptionsAppendExecutionProvider_CUDA_V2: 'void *options, void *cuda',
  CreateTensorRTProviderOptions: '_Out_ void **options',
  UpdateTensorRTProviderOptions: 'void *options, const char **keys, const char **values, size_t count',
  SessionOptionsAppendExecutionProvider_TensorRT_V2: 'void *options, void *tensorrt',

  CreateSession: 'void *env, path_t path, void *options, _Out_ void **session',
  SessionGetInputCount: 'void *session, _Out_ size_t *count',
  SessionGetOutputCount: 'void *session, _Out_ size_t *count',
  SessionGetInputName: 'void *session, size_t index, void *allocator, _Out_ void **name',
  SessionGetOutputName: 'void *session, size_t index, void *allocator, _Out_ void **name',
  SessionGetInputTypeInfo: 'void *session, size_t index, _Out_ void **type',
  SessionGetOutputTypeInfo: 'void *session, size_t index, _Out_ void **type',
  SessionGetMemoryInfoForOutputs: 'void *session, _Out_ void **memories, size_t count',
  SessionEndProfiling: 'void *session, void *allocator, _Out_ void **path',

  GetOnnxTypeFromTypeInfo: 'void *type, _Out_ int *kind',
  CastTypeInfoToTensorInfo: 'void *type, _Out_ void **tensor',
  GetTensorElementType: 'void *tensor, _Out_ int *element_type',
  GetDimensionsCount: 'void *tensor, _Out_ size_t *count',
  GetDimensions: 'void *tensor, _Out_ int64_t *dims, size_t count',
  GetSymbolicDimensions: 'void *tensor, _Out_ void **names, size_t count',

  CreateRunOptions: '_Out_ void **options',
  RunOptionsSetTerminate: 'void *options',
  RunOptionsUnsetTerminate: 'void *options',
  AddRunConfigEntry: 'void *options, str key, str value',
  Run: 'void *session, void *options, const char **input_names, void **inputs, size_t input_count, const char **output_names, size_t output_count, _Inout_ void **outputs',
  RunWithBinding: 'void *session, void *options, void *binding',

  CreateIoBinding: 'void *session, _Out_ void **binding',
  BindInput: 'void *binding, str name, void *value',
  BindOutput: 'void *binding, str name, void *value',
  BindOutputToDevice: 'void *binding, str name, void *memory',
  GetBoundOutputValues: 'void *binding, void *allocator, _Out_ void **values, _Out_ size_t *count',
  SynchronizeBoundInputs: 'void *binding',
  SynchronizeBoundOutputs: 'void *binding',

  GetAllocatorWithDefaultOptions: '_Out_ void **allocator',
  AllocatorFree: 'void *allocator, void *memory',
  CreateAllocator: 'void *session, void *memory, _Out_ void **allocator',
  AllocatorGetStats: 'void *allocator, _Out_ void **statistics',
  CreateCpuMemoryInfo: 'int allocator_type, int memory_type, _Out_ void **memory',
  CreateMemoryInfo: 'str name, int allocator_type, int device, int memory_type, _Out_ void **memory',
  MemoryInfoGetName: 'void *memory, _Out_ void **name',

  CreateTensorWithDataAsOrtValue:
    'void *memory, void *data, size_t size, const int64_t *dims, size_t rank, int element_type, _Out_ void **value',
  CreateTensorAsOrtValue: 'void *allocator, const int64_t *dims, size_t rank, int element_type, _Out_ void **value',
  FillStringTensor: 'void *value, const char **strings, size_t count',
  GetStringTensorDataLength: 'void *value, _Out_ size_t *size',
  GetStringTensorContent: 'void *value, void *bytes, size_t size, void *offsets, size_t count',
  GetValueType: 'void *value, _Out_ int *kind',
  HasValue: 'void *value, _Out_ int *has',
  GetTensorTypeAndShape: 'void *value, _Out_ void **tensor',
  GetTensorMutableData: 'void *value, _Out_ void **data',
  GetTensorMemoryInfo: 'void *value, _Out_ void **memory',
  GetTensorSizeInBytes: 'void *value, _Out_ size_t *size',
  CopyTensors: 'void *env, void **sources, void **targets, void *stream, size_t count',
} as const satisfies Readonly<Record<string, string>>;

/** Functions that return no status: they cannot fail. */
export const plainFunctions = {
  GetErrorMessage: 'void *status',
  ReleaseStatus: 'void *status',
  ReleaseSession: 'void *session',
  ReleaseSessionOptions: 'void *options',
  ReleaseCUDAProviderOptions: 'void *options',
  ReleaseTensorRTProviderOptions: 'void *options',
  ReleaseRunOptions: 'void *options',
  ReleaseIoBinding: 'void *binding',
  ClearBoundInputs: 'void *binding',
  ClearBoundOutputs: 'void *binding',
  ReleaseAllocator: 'void *allocator',
  ReleaseMemoryInfo: 'void *memory',
  ReleaseTypeInfo: 'void *type',
  ReleaseTensorTypeAndShapeInfo: 'void *tensor',
  ReleaseValue: 'void *value',
  ReleaseKeyValuePairs: 'void *pairs',
  GetKeyValuePairs: 'void *pairs, _Out_ void **keys, _Out_ void **values, _Out_ size_t *count',
} as const satisfies Readonly<Record<string, string>>;

export type StatusFunction = keyof typeof statusFunctions;
export type PlainFunction = keyof typeof plainFunctions;
