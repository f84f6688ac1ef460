import type { Diagnostic } from './errors.ts';

/** More of one kind are only counted. */
const SHOWN_PER_CODE = 20;

/** Diagnostics by kind, in the order in which the kinds came; of many of one kind some, and how many more there are. */
export function limitDiagnostics(diagnostics: Iterable<Diagnostic>): readonly Diagnostic[] {
  const byCode = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const known = byCode.get(diagnostic.code);
    if (known) known.push(diagnostic);
    else byCode.set(diagnostic.code, [diagnostic]);
  }
  return [...byCode.values()].flatMap((kind) => {
    const [first] = kind;
    if (!first || kind.length <= SHOWN_PER_CODE) return kind;
    const message = `There are ${kind.length - SHOWN_PER_CODE} more of this kind.`;
    return [...kind.slice(0, SHOWN_PER_CODE), { severity: first.severity, code: first.code, message }];
  });
}
