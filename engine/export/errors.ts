import { WorkbenchError } from '../errors.ts';

export const tooLargeForOneFile = (sizeBytes: number) =>
  new WorkbenchError(
    'export.too-large',
    { sizeBytes },
    `The model needs ${(sizeBytes / 2 ** 30).toFixed(1)} GiB, more than the 2 GiB an ONNX file can hold. Keep its weights in external data.`,
  );

export const incompleteModel = (defect: string) =>
  new WorkbenchError(
    'export.incomplete-model',
    { defect },
    `This model can be shown but neither be run nor exported. ${defect}`,
  );
