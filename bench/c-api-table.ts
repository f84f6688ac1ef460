/**
 * Prints engine/runtime/c-api/function-table.ts for a release of ONNX Runtime, from its onnxruntime_c_api.h.
 *
 *     npx tsx bench/c-api-table.ts HEADER VERSION
 */
import { readFileSync } from 'node:fs';
import { parseFunctionTable, printFunctionTable } from '../engine/runtime/c-api/parse-header.ts';

const [path, version] = process.argv.slice(2);
if (path === undefined || version === undefined) throw new Error('usage: npx tsx bench/c-api-table.ts HEADER VERSION');
process.stdout.write(printFunctionTable(version, parseFunctionTable(readFileSync(path, 'utf8'))));
