import type { Diagnostic, WorkbenchError } from '../errors.ts';
import { limitDiagnostics } from '../limit-diagnostics.ts';

/** Collects what is noteworthy about a model while it is imported. */
export class ImportNotes {
  private readonly noted: Diagnostic[] = [];
  private readonly unreadableByCause = new Map<string, { readonly error: WorkbenchError; count: number }>();
  private firstDefect: string | undefined;

  /** Why the model can be shown but not be run: the first reason, as a sentence. */
  get defect(): string | undefined {
    return this.firstDefect;
  }

  /** In the order in which they were met; of many of one kind some, and how many more there are. */
  diagnostics(): readonly Diagnostic[] {
    return limitDiagnostics([...this.noted, ...this.unreadableTensors()]);
  }

  note(diagnostic: Diagnostic): void {
    this.noted.push(diagnostic);
  }

  undefinedValue(name: string): void {
    this.defective(
      'onnx.undefined-value',
      `Nothing in the model produces the value "${name}". The model can be shown but not run; export it again.`,
      name,
    );
  }

  duplicateValue(name: string): void {
    this.defective(
      'onnx.duplicate-value',
      `More than one node, input or weight is called "${name}", so what is meant where is ambiguous. The model can be shown but not run; export it again.`,
      name,
    );
  }

  /** A tensor whose data is missing; those of one missing file, and those without data in the file itself, are told together. */
  unreadable(error: WorkbenchError): void {
    const { location } = error.details;
    const cause = `${error.code} ${location}`;
    const known = this.unreadableByCause.get(cause);
    if (known) known.count++;
    else this.unreadableByCause.set(cause, { error, count: 1 });
    this.firstDefect ??= error.message;
  }

  invalidVersion(domain: string, version: bigint): void {
    this.note({
      severity: 'warning',
      code: 'onnx.invalid-version',
      message: `The model imports version ${version} of the operators of "${domain || 'ai.onnx'}", which cannot be; it is read as version 1. Export it again.`,
    });
  }

  functionKept(name: string, obstacle: string): void {
    this.note({
      severity: 'info',
      code: 'onnx.function-kept',
      message: `The model's function "${name}" is shown as one node, because ${obstacle}.`,
      place: name,
    });
  }

  noOutputs(ends: readonly string[]): void {
    this.note({
      severity: 'warning',
      code: 'onnx.no-outputs',
      message: `The model names no output. What its nodes make and none of them uses is taken for its outputs (${ends.length}); export it again with outputs.`,
    });
  }

  duplicateNodeNames(names: readonly string[]): void {
    const seen = new Set<string>();
    const repeated = new Set<string>();
    for (const name of names) {
      if (name === '') continue;
      if (seen.has(name)) repeated.add(name);
      seen.add(name);
    }
    const [first] = repeated;
    if (first === undefined) return;
    const others = repeated.size === 1 ? '' : `, and so are nodes of ${repeated.size - 1} other names`;
    this.note({
      severity: 'warning',
      code: 'onnx.duplicate-node-name',
      message: `Several nodes are called "${first}"${others}. An exported model gets different names for them.`,
      place: first,
    });
  }

  overridableInitializers(names: readonly string[]): void {
    const [first] = names;
    if (first === undefined) return;
    this.note({
      severity: 'info',
      code: 'onnx.overridable-initializers',
      message: `${names.length} weights are also model inputs, so callers may replace them and nothing can be fused into them. Export the model with keep_initializers_as_inputs=False to allow it.`,
      place: first,
    });
  }

  private defective(code: string, message: string, place: string): void {
    this.note({ severity: 'warning', code, message, place });
    this.firstDefect ??= message;
  }

  private unreadableTensors(): readonly Diagnostic[] {
    return [...this.unreadableByCause.values()].map(({ error, count }) => {
      const { tensor } = error.details;
      const others = count === 1 ? '' : ` So it is with ${count - 1} more of its tensors.`;
      return {
        severity: 'warning',
        code: error.code,
        message: `${error.message}${others} Until then the model can be shown but not run.`,
        ...(typeof tensor === 'string' && { place: tensor }),
      };
    });
  }
}
