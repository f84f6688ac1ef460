import { WorkbenchError } from '../../errors.ts';

export const planInvalid = (path: string, problem: string, cause: unknown) =>
  new WorkbenchError(
    'export.plan-invalid',
    { path, problem },
    `${path} is no plan of Lathe: ${problem}. Use the plan.json that 'lathe tune' wrote.`,
    { cause },
  );

export const tooLargeForArchive = (sizeBytes: number) =>
  new WorkbenchError(
    'export.archive-too-large',
    { sizeBytes },
    `The files take ${(sizeBytes / 2 ** 30).toFixed(1)} GiB, more than the 4 GiB an archive can hold. Use 'lathe tune MODEL -o DIR' instead.`,
  );
