import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { apiVersion, functionNames, tableVersion } from './function-table.ts';
import { parseFunctionTable, printFunctionTable } from './parse-header.ts';
import { plainFunctions, statusFunctions } from './signatures.ts';

const header = `
#define ORT_API_VERSION 29
struct OrtApiBase { const OrtApi*(ORT_API_CALL* GetApi)(uint32_t version)NO_EXCEPTION; };
struct OrtApi {
  /** \\brief Create a status, as ORT_API2_STATUS(NotThis) does not */
  OrtStatus*(ORT_API_CALL* CreateStatus)(OrtErrorCode code, _In_ const char* msg)NO_EXCEPTION;
  ORT_API2_STATUS(CreateEnv, OrtLoggingLevel level); // not (ORT_API_CALL* This)
  ORT_CLASS_RELEASE(Env);
  ORT_API_T(const OrtMemoryInfo*, EpDevice_MemoryInfo, _In_ const OrtEpDevice* ep_device);
};
`;

it('reads every kind of declaration, in order, and no comment', () => {
  expect(parseFunctionTable(header)).toEqual({
    apiVersion: 29,
    names: ['CreateStatus', 'CreateEnv', 'ReleaseEnv', 'EpDevice_MemoryInfo'],
  });
  expect(() => parseFunctionTable('int main() {}')).toThrow('not onnxruntime_c_api.h');
});

it('prints the table that is in use', () => {
  const printed = printFunctionTable(tableVersion, { apiVersion, names: functionNames });
  expect(printed).toBe(readFileSync(new URL('./function-table.ts', import.meta.url), 'utf8'));
});

it('is the table of the release that is installed, and has every function that is called', () => {
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { readonly version: string };
  expect(tableVersion).toBe(version);
  const called = [...Object.keys(statusFunctions), ...Object.keys(plainFunctions)];
  expect(called.filter((name) => !functionNames.includes(name))).toEqual([]);
  expect(new Set(functionNames).size).toBe(functionNames.length);
});
