import { basename } from 'node:path';
import { ascii, type ForeignFormat, isZip, noConversion, shell, startsWith } from './foreign-format.ts';
import { shellQuote } from './shell-quote.ts';

/** Files that hold no model, and are taken for one. */

export const lfsPointer: ForeignFormat = {
  format: 'Git LFS pointer',
  matches: ({ text }) => text.startsWith('version https://git-lfs.github.com/spec/'),
  conversion: (path) =>
    shell(`git lfs pull --include ${shellQuote(basename(path))}`, 'It stands for the model, which was not downloaded.'),
};

export const webPage: ForeignFormat = {
  format: 'web page',
  matches: ({ text }) => /^\s*<(!doctype html|html)/i.test(text),
  conversion: () => noConversion('A download went wrong: open the address in a browser and save the file itself.'),
};

export const numpyArrays: ForeignFormat = {
  format: 'file of NumPy arrays',
  matches: (sample) =>
    (isZip(sample) && sample.text.includes('.npy')) || startsWith(sample.head, [0x93, ...ascii('NUMPY')]),
  conversion: () => noConversion('Open a model first, then choose it as data.'),
};

export const zipArchive: ForeignFormat = {
  format: 'zip archive',
  matches: isZip,
  conversion: () => noConversion('Unpack it and open the model in it.'),
};

export const compressed: ForeignFormat = {
  format: 'compressed file',
  matches: ({ head }) =>
    startsWith(head, [0x1f, 0x8b]) ||
    startsWith(head, [0xfd, ...ascii('7zXZ')]) ||
    startsWith(head, [0x28, 0xb5, 0x2f, 0xfd]),
  conversion: () => noConversion('Unpack it and open the model in it.'),
};

export const image: ForeignFormat = {
  format: 'image',
  matches: ({ head }) => startsWith(head, [0x89, ...ascii('PNG')]) || startsWith(head, [0xff, 0xd8, 0xff]),
  conversion: () => noConversion('Open a model first, then choose images as its data.'),
};
