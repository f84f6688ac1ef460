import { WorkbenchError } from '../errors.ts';
import type { Result, WireError } from './contract.ts';

/**
 * Turns whatever was thrown into what may cross to the window. A WorkbenchError travels as it is; anything else may
 * hold a stack, a path or a secret, so it becomes one general sentence and goes to `log` whole.
 */
export function toWireError(error: unknown, log: (error: unknown) => void): WireError {
  if (error instanceof WorkbenchError) return { code: error.code, message: error.message, details: error.details };
  log(error);
  return {
    code: 'internal',
    message: 'Something went wrong inside Lathe. The log of the engine has the details; your files are unchanged.',
    details: {},
  };
}

/** The failed half of a Result. */
export function toFailure(error: unknown, log: (error: unknown) => void): Result<never> {
  return { ok: false, error: toWireError(error, log) };
}
