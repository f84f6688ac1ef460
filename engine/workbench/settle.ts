import { WorkbenchError } from '../errors.ts';

/** The result, or the WorkbenchError that took its place. Everything else is thrown on, cancellation too. */
export async function settle<T>(work: () => Promise<T> | T): Promise<T | WorkbenchError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WorkbenchError) return error;
    throw error;
  }
}
