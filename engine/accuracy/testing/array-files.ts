/** An IDX file of unsigned bytes, as its description has it. */
export function idxBytes(dims: readonly number[], elements: Iterable<number>): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * dims.length));
  header.setUint8(2, 0x08);
  header.setUint8(3, dims.length);
  dims.forEach((dim, axis) => {
    header.setUint32(4 + 4 * axis, dim);
  });
  return Uint8Array.from([...new Uint8Array(header.buffer), ...elements]);
}

/** A .npy file of version 1.0; `elements` is written as it lies in memory. */
export function npyBytes(descr: string, shape: readonly number[], elements: ArrayBufferView): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const header = `${text.padEnd(117)}\n`;
  const prefix = [0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8];
  const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
  return Uint8Array.from([...prefix, ...Buffer.from(header), ...bytes]);
}
