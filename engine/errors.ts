/**
 * The three ways something can fail (docs/architecture.md, "Errors"):
 * a Refusal is a value, a WorkbenchError is the world's fault, an InvariantError is ours.
 */

/** Plain data that may travel with an error: to the command line, over the wire, into a bug report. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[] | readonly number[]>>;

/**
 * The file, the option or the machine is at fault. The message is one sentence for a person: what, where, what next.
 * Only factories in a stage's `errors.ts` create it. `code` is stable and looks like `stage.what-happened`.
 */
export class WorkbenchError extends Error {
  override readonly name = 'WorkbenchError';

  constructor(
    readonly code: string,
    readonly details: ErrorDetails,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** A defect of Lathe itself. Never caught in order to continue. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws an InvariantError unless `condition` holds. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Marks a branch the compiler knows to be unreachable. */
export function assertNever(value: never): never {
  throw new InvariantError(`Unexpected value: ${JSON.stringify(value)}`);
}

/** Something noteworthy about a result that is usable all the same. `code` as in WorkbenchError. */
export interface Diagnostic {
  readonly severity: 'info' | 'warning';
  readonly code: string;
  readonly message: string;
  /** Where in the model: a node or value name, when there is one. */
  readonly place?: string;
}

/** True for the error an AbortSignal raises. Cancellation is no failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
