import { apiVersion, functionNames, tableVersion } from './function-table.ts';
import { koffi, type NativeFunction, type NativeLibrary } from './koffi.ts';
import { type PlainFunction, plainFunctions, type StatusFunction, statusFunctions } from './signatures.ts';
import { CApiUnavailable } from './unavailable.ts';

/** Address of a native object. */
export type Pointer = bigint;

/** What koffi passes as an argument of the signatures. Arrays may be written to, where a parameter is an output. */
export type Argument = Pointer | number | string | null | ArrayBufferView | readonly (Pointer | string | null)[];

/**
 * Libraries that were opened. koffi closes one whose handle is collected, and functions from its tables then point to nothing;
 * and what has threads of its own cannot be closed at all.
 */
const opened: NativeLibrary[] = [];

/** ONNX Runtime refused or failed a call. The message is its own. */
export class OrtFailure extends Error {
  override readonly name = 'OrtFailure';
}

/**
 * The functions of ONNX Runtime's C API by name. A status that reports a failure becomes an OrtFailure.
 * Objects that a function creates belong to the caller.
 */
export class OrtApi {
  readonly #table: readonly Pointer[];
  readonly #functions = new Map<string, NativeFunction>();

  private constructor(table: readonly Pointer[]) {
    this.#table = table;
  }

  /**
   * Opens the library at a path and checks that it has the table that the signatures were written for.
   * Errors: CApiUnavailable.
   */
  static open(path: string): OrtApi {
    let getApiBase: NativeFunction;
    try {
      const library = koffi.load(path);
      opened.push(library);
      getApiBase = library.func('void *OrtGetApiBase()');
    } catch (error) {
      throw new CApiUnavailable(`${path} could not be opened: ${error instanceof Error ? error.message : error}`);
    }
    const [getApi, getVersion] = addressesAt(getApiBase(), 2);
    const version: unknown = koffi.call(getVersion, koffi.proto('str', []));
    if (version !== tableVersion) {
      throw new CApiUnavailable(`the library is ONNX Runtime ${version}, and the table is that of ${tableVersion}`);
    }
    const table: unknown = koffi.call(getApi, koffi.proto('void *', ['uint32_t']), apiVersion);
    if (typeof table !== 'bigint') throw new CApiUnavailable(`ONNX Runtime offers no API of version ${apiVersion}`);
    return new OrtApi(addressesAt(table, functionNames.length));
  }

  call(name: StatusFunction, ...args: readonly Argument[]): void {
    this.#check(this.#function(name)(...args));
  }

  /** Calls on a thread of the pool, so that this one can go on. What the arguments point to must stay until then. */
  async callOffThread(name: StatusFunction, ...args: readonly Argument[]): Promise<void> {
    const native = this.#function(name);
    const status = await new Promise<unknown>((resolve, reject) => {
      native.async(...args, (error: unknown, result: unknown) => (error ? reject(error) : resolve(result)));
    });
    this.#check(status);
  }

  callPlain(name: PlainFunction, ...args: readonly Argument[]): void {
    this.#function(name)(...args);
  }

  /** The object that a function writes to its last parameter. */
  create(name: StatusFunction, ...args: readonly Argument[]): Pointer {
    const out: (Pointer | null)[] = [null];
    this.call(name, ...args, out);
    return requirePointer(out[0], name);
  }

  /** The number that a function writes to its last parameter. */
  number(name: StatusFunction, ...args: readonly Argument[]): number {
    const out: unknown[] = [0];
    this.#check(this.#function(name)(...args, out));
    return Number(out[0]);
  }

  #function(name: StatusFunction | PlainFunction): NativeFunction {
    const known = this.#functions.get(name);
    if (known) return known;
    const declared = declare(name);
    const native: NativeFunction = koffi.decode(
      requirePointer(this.#table[functionNames.indexOf(name)], name),
      declared,
    );
    this.#functions.set(name, native);
    return native;
  }

  #check(status: unknown): void {
    if (typeof status !== 'bigint') return;
    const message: unknown = this.#function('GetErrorMessage')(status);
    this.callPlain('ReleaseStatus', status);
    throw new OrtFailure(String(message));
  }
}

/** Stacks as large as those of threads: koffi calls on stacks of its own, and ONNX Runtime recurses into deep graphs. */
const stackBytes = 8 * 1024 * 1024;
koffi.config({ sync_stack_size: stackBytes, async_stack_size: stackBytes });

const declarations = new Map<string, ReturnType<typeof koffi.proto>>();

/** koffi keeps declared types by name for as long as the process lives, so each is declared once. */
function declare(name: StatusFunction | PlainFunction): ReturnType<typeof koffi.proto> {
  const known = declarations.get(name);
  if (known) return known;
  const declared = koffi.proto(`${definitionOf(name)}`);
  declarations.set(name, declared);
  return declared;
}

function definitionOf(name: StatusFunction | PlainFunction): string {
  if (isPlain(name)) return `${name === 'GetErrorMessage' ? 'str' : 'void'} Ort${name}(${plainFunctions[name]})`;
  return `void *Ort${name}(${statusFunctions[name].replace('path_t', process.platform === 'win32' ? 'str16' : 'str')})`;
}

const isPlain = (name: StatusFunction | PlainFunction): name is PlainFunction => Object.hasOwn(plainFunctions, name);

/** The addresses in a native array. */
export function addressesAt(array: Pointer, count: number): readonly Pointer[] {
  const addresses: unknown = koffi.decode(array, 'void *', count);
  return Array.isArray(addresses) ? addresses : Array.from(addresses as BigUint64Array);
}

/** A copy of native memory. */
export function bytesAt(memory: Pointer, sizeBytes: number): Uint8Array {
  if (sizeBytes === 0) return new Uint8Array(0);
  const bytes: unknown = koffi.decode(memory, 'uint8_t', sizeBytes);
  if (!(bytes instanceof Uint8Array)) throw new TypeError('koffi copied no bytes');
  return bytes;
}

/** A native string that ends with a zero. */
export const textAt = (text: Pointer): string => koffi.decode.string(text);

export function requirePointer(value: unknown, from: string): Pointer {
  if (typeof value !== 'bigint') throw new TypeError(`${from} gave no object`);
  return value;
}
