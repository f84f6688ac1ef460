/** A word as a POSIX shell takes it: names of files and of nodes may hold anything. */
export const shellQuote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) && !word.startsWith('-') ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
