/** The files beside a model, as an importer may see them. Locations are as the model writes them; the implementation confines them. */
export interface ExternalData {
  /** Size of the file, or undefined where there is none. Errors: onnx.external-data-outside. */
  byteLengthOf(location: string): number | undefined;
  read(location: string, offset: number, length: number): Uint8Array;
}

/** For models that are only bytes: there is nothing beside them. */
export const noExternalData: ExternalData = {
  byteLengthOf: () => undefined,
  read: () => {
    throw new RangeError('There is no external data');
  },
};
