/**
 * Memory and time of opening large models: weights in the file as raw data and as lists of floats, and beside it beyond 2 GiB.
 *
 *     npx tsx bench/open-memory.ts [GIB]
 *
 * Each model is opened in a process of its own, read as the window does and drawn; peak memory is that of the whole process, less that of
 * the same process opening a model of a few bytes. Needs room for the largest model in the folder for temporary files.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { renderTable } from '../engine/cli/table.ts';
import { compareGraphs } from '../engine/workbench/compare-graphs.ts';
import { loadModel } from '../engine/workbench/load-model.ts';
import { rewriteModel } from '../engine/workbench/rewrite-model.ts';

const MIB = 2 ** 20;
/** Of each weight: a matrix of 4096 x 4096 floats. */
const SIDE = 4096;
const WEIGHT_BYTES = SIDE * SIDE * 4;

type Storage = 'raw' | 'floats' | 'external';

if (process.argv[2] === '--open') await openHere(process.argv[3] ?? '');
else await main(Number(process.argv[2] ?? 1));

async function main(gib: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-open-'));
  const rows: string[][] = [];
  try {
    const small = measure(await writeModel(folder, 'small', 'raw', 0));
    for (const [storage, size] of [
      ['raw', gib],
      ['floats', gib],
      ['external', 3 * gib],
    ] as const) {
      const path = await writeModel(folder, storage, storage, Math.round((size * 1024 * MIB) / WEIGHT_BYTES));
      const { size: modelBytes } = await stat(path);
      const bytes = modelBytes + (storage === 'external' ? (await stat(`${path}.data`)).size : 0);
      const { peakBytes, elapsedMs } = measure(path);
      const added = peakBytes - small.peakBytes;
      rows.push([
        storage,
        (bytes / MIB).toFixed(0),
        (peakBytes / MIB).toFixed(0),
        (added / MIB).toFixed(0),
        (added / bytes).toFixed(2),
        elapsedMs.toFixed(0),
      ]);
      await rm(path);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(
    `${renderTable(['weights', 'model, MiB', 'peak, MiB', 'added, MiB', 'added / model', 'opened and drawn in, ms'], rows)}\n`,
  );
}

/** Opens a model in a process of its own. */
function measure(path: string): { readonly peakBytes: number; readonly elapsedMs: number } {
  const child = spawnSync(process.execPath, ['--import', 'tsx', import.meta.filename, '--open', path], {
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

async function openHere(path: string): Promise<void> {
  const start = performance.now();
  const loaded = await loadModel(path);
  compareGraphs(loaded, rewriteModel(loaded, { target: 'onnxruntime-cpu' }));
  const elapsedMs = performance.now() - start;
  process.stdout.write(JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024, elapsedMs }));
}

/** A chain of matrix products, written piece by piece. */
async function writeModel(folder: string, name: string, storage: Storage, count: number): Promise<string> {
  const path = join(folder, `${name}.onnx`);
  const weights = Array.from({ length: count }, (_, index) => encodeWeight(index, storage, `${name}.onnx.data`));
  const head = encodeHead(count);
  const graphBytes =
    head.byteLength + weights.reduce((sum, { start, dataBytes }) => sum + start.byteLength + dataBytes, 0);
  const file = await open(path, 'w');
  await file.write(new BinaryWriter().tag(1, WireType.Varint).int64(8).finish());
  await file.write(
    new BinaryWriter()
      .tag(8, WireType.LengthDelimited)
      .bytes(new BinaryWriter().tag(2, WireType.Varint).int64(17).finish())
      .finish(),
  );
  await file.write(new BinaryWriter().tag(7, WireType.LengthDelimited).int64(graphBytes).finish());
  await file.write(head);
  const zeros = new Uint8Array(WEIGHT_BYTES);
  for (const { start, dataBytes } of weights) {
    await file.write(start);
    if (dataBytes > 0) await file.write(zeros);
  }
  await file.close();
  if (storage === 'external') {
    const data = await open(`${path}.data`, 'w');
    await data.truncate(count * WEIGHT_BYTES);
    await data.close();
  }
  return path;
}

/** Nodes and ends of the graph. Field numbers of onnx.proto. */
function encodeHead(count: number): Uint8Array {
  const text = (writer: BinaryWriter, field: number, value: string) =>
    writer.tag(field, WireType.LengthDelimited).string(value);
  const message = (writer: BinaryWriter, field: number, content: BinaryWriter) =>
    writer.tag(field, WireType.LengthDelimited).bytes(content.finish());
  const dim = (extent: number) => new BinaryWriter().tag(1, WireType.Varint).int64(extent);
  const shape = message(message(new BinaryWriter(), 1, dim(1)), 1, dim(SIDE));
  const tensorType = message(new BinaryWriter().tag(1, WireType.Varint).int32(1), 2, shape);
  const port = (name: string) =>
    message(text(new BinaryWriter(), 1, name), 2, message(new BinaryWriter(), 1, tensorType));
  const graph = new BinaryWriter();
  for (let index = 0; index < count; index++) {
    const node = text(text(text(new BinaryWriter(), 1, `x${index}`), 1, `w${index}`), 2, `x${index + 1}`);
    message(graph, 1, text(node, 4, 'MatMul'));
  }
  if (count === 0) message(graph, 1, text(text(text(new BinaryWriter(), 1, 'x0'), 2, 'x1'), 4, 'Neg'));
  text(graph, 2, 'g');
  message(graph, 11, port('x0'));
  message(graph, 12, port(`x${Math.max(1, count)}`));
  return graph.finish();
}

/** A tensor up to its data, as a field of the graph. */
function encodeWeight(
  index: number,
  storage: Storage,
  fileName: string,
): { readonly start: Uint8Array; readonly dataBytes: number } {
  const tensor = new BinaryWriter();
  for (const extent of [SIDE, SIDE]) tensor.tag(1, WireType.Varint).int64(extent);
  tensor.tag(2, WireType.Varint).int32(1).tag(8, WireType.LengthDelimited).string(`w${index}`);
  const dataBytes = storage === 'external' ? 0 : WEIGHT_BYTES;
  if (storage === 'external') {
    const entries = { location: fileName, offset: String(index * WEIGHT_BYTES), length: String(WEIGHT_BYTES) };
    for (const [key, value] of Object.entries(entries)) {
      const entry = new BinaryWriter()
        .tag(1, WireType.LengthDelimited)
        .string(key)
        .tag(2, WireType.LengthDelimited)
        .string(value);
      tensor.tag(13, WireType.LengthDelimited).bytes(entry.finish());
    }
    tensor.tag(14, WireType.Varint).int32(1);
  } else tensor.tag(storage === 'raw' ? 9 : 4, WireType.LengthDelimited).int64(dataBytes);
  const head = tensor.finish();
  const field = new BinaryWriter()
    .tag(5, WireType.LengthDelimited)
    .int64(head.byteLength + dataBytes)
    .finish();
  return { start: Uint8Array.from([...field, ...head]), dataBytes };
}
