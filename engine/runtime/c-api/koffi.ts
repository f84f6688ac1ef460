import { createRequire } from 'node:module';
import type Koffi from 'koffi';

const require = createRequire(import.meta.url);

/**
 * koffi, which calls native functions. Required, not imported: a bundle lifts imports to its start, and then a runner without
 * koffi could not even fall back to the Node binding.
 */
export const koffi: typeof Koffi = require('koffi');

export type NativeLibrary = ReturnType<typeof Koffi.load>;
export type NativeFunction = ReturnType<NativeLibrary['func']>;
